"""What a resident left for staff outside office hours: a message and a number to call, both encrypted."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base, Moment


class Callback(Base):
    """state: open, claimed or done. content_encrypted: `{"phone", "text"}` as JSON.

    due: when somebody is there again, None where that is not known.
    """

    __tablename__ = "callbacks"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"), Index("ix_callbacks_state_left_at", "state", "left_at"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    content_encrypted: Mapped[str] = mapped_column(Text)
    client_id: Mapped[str | None] = mapped_column(String(64))
    left_at: Mapped[At]
    due: Mapped[datetime | None] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(8), default="open")
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
