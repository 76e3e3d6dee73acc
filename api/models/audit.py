"""The audit trail: who looked at or changed what, and when. Rows are only added."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base


class AuditEntry(Base):
    """One act on personal data or by staff."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    who: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str] = mapped_column(String(64), index=True)
    request_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[At]
