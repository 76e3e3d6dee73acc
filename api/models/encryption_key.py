"""Under which key the records of this database are kept: never the key itself, only its mark."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base

THE_ONE = 1


class EncryptionKey(Base):
    """One row: a database is kept under one key."""

    __tablename__ = "encryption_key"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=THE_ONE)
    mark: Mapped[str] = mapped_column(String(64))
    since: Mapped[At]
