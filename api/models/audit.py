"""The audit trail: who looked at or changed what, and when. Rows are only added; triggers of the database refuse all else."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base

THE_ONE = 1


class AuditEntry(Base):
    """One act on personal data or by staff. hash: over what it says and previous_hash, the hash of the entry before."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    who: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str] = mapped_column(String(64), index=True)
    request_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[At]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """One row: the end of the chain. Whoever adds an entry locks it first."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=THE_ONE)
    entry_id: Mapped[int | None]
    hash: Mapped[str] = mapped_column(String(64))
