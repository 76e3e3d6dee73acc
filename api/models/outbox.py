"""What must leave the building, kept in the same transaction as what it tells of, until whoever it is for has taken it."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base, Moment


class OutboxEntry(Base):
    """One message to one destination. state: pending, delivered, or dead, when a person has to look at it.

    content_encrypted: what is sent; emptied as soon as it was taken. key: by which the other side knows a repetition.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state_next_attempt_at", "state", "next_attempt_at"),
        Index("ix_outbox_destination_subject", "destination", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(96), unique=True)
    destination: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))
    content_encrypted: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[At]
    # Since when it is tried: a replay begins anew.
    tried_since: Mapped[At]
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    last_problem: Mapped[str | None] = mapped_column(String(48))
    created_at: Mapped[At]
    delivered_at: Mapped[datetime | None] = mapped_column(Moment)
