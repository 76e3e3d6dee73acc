"""What staff do with a conversation: each attendance with how it went, what they note of it, and who is at their desk."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base, Moment


class Attendance(Base):
    """One person's time with one resident. ending: returned, closed, transferred or lost (their browser stayed away).

    ahead: how many waited before the resident when they asked; None where the wait says nothing about how long one waits.
    score: 1 to 5, as the resident judged it; None while nobody judged.
    """

    __tablename__ = "attendances"
    __table_args__ = (Index("ix_attendances_claimed_at", "claimed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    by: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(64))
    priority: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[At]
    ahead: Mapped[int | None]
    claimed_at: Mapped[At]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ending: Mapped[str | None] = mapped_column(String(16))
    score: Mapped[int | None]
    word: Mapped[str | None] = mapped_column(Text)
    rated_at: Mapped[datetime | None] = mapped_column(Moment)


class ConversationNote(Base):
    """What staff write down for each other; no resident is sent it."""

    __tablename__ = "conversation_notes"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    by: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    client_id: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[At]


class StaffPresence(Base):
    """When somebody's page last gave a sign."""

    __tablename__ = "staff_presence"

    name: Mapped[str] = mapped_column(ForeignKey("staff_accounts.name", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[At]
