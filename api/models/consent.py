"""Consent as it was given or withdrawn: scope, wording version, time. Rows are only added."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base


class Consent(Base):
    """One decision of a resident."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    scope: Mapped[str] = mapped_column(String(16))
    granted: Mapped[bool]
    wording_version: Mapped[str] = mapped_column(String(16))
    at: Mapped[At]
