"""Everything said in a conversation, by the resident, the bot, staff or the system, in order."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base, Items


class Message(Base):
    """One message. answers: the resident's message a reply belongs to. state of a resident's message: open or answered."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"), Index("ix_messages_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    sender: Mapped[str] = mapped_column(String(8))
    type: Mapped[str] = mapped_column(String(16), default="text")
    text: Mapped[str] = mapped_column(Text)
    buttons: Mapped[Items] = mapped_column(default=list)
    data: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    client_id: Mapped[str | None] = mapped_column(String(64))
    button: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    answers: Mapped[int | None] = mapped_column(index=True)
    answered: Mapped[bool] = mapped_column(default=False)
    # Told honestly that the bot was away: answered when it is back.
    unheard: Mapped[bool] = mapped_column(default=False)
    # How often it was tried again without success while every part was up.
    tries: Mapped[int] = mapped_column(default=0)
    # What this message taught, recorded once however often an action reports it.
    learned: Mapped[list[str] | None] = mapped_column(JSON)
    at: Mapped[At]
