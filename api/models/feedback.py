"""Whether a reply was useful, as residents say it."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base


class Feedback(Base):
    """One judgement of one reply."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    useful: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(Text)
    catalogue_version: Mapped[str] = mapped_column(String(16))
    at: Mapped[At]
