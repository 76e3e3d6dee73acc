"""A resident's conversation: who answers it, what is known so far, who waits for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import At, Base, Document, Items, Moment


class Conversation(Base):
    """mode: bot, waiting (for a person) or human. provenance: how each fact was learned (said, inferred, corrected, recorded)."""

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_mode_waiting_since", "mode", "waiting_since"),
        # Holds all that is counted of a time, so that nobody's facts are read for a figure.
        Index("ix_conversations_created_at", "created_at", "locality", "channel", "mode", "id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(16))
    locality: Mapped[str | None] = mapped_column(String(12))
    mode: Mapped[str] = mapped_column(String(8), default="bot")
    facts: Mapped[Document] = mapped_column(default=dict)
    provenance: Mapped[Document] = mapped_column(default=dict)
    # Facts asked and not known by the resident: not asked again.
    declined: Mapped[Items] = mapped_column(default=list)
    asked_fact: Mapped[str | None] = mapped_column(String(64))
    # How often the open question was asked without being answered.
    asked_times: Mapped[int] = mapped_column(default=0)
    # How often in a row nothing was understood.
    failed_times: Mapped[int] = mapped_column(default=0)
    # Whose situation is told now, as bot/nlu names it ("sister"); None while it is the writer's own.
    about: Mapped[str | None] = mapped_column(String(32))
    # What is known of the other households this conversation is about, by whose they are; "self" is the writer's own.
    set_aside: Mapped[Document] = mapped_column(default=dict)
    policies_shown: Mapped[Items] = mapped_column(default=list)
    facts_consent: Mapped[bool | None]
    created_at: Mapped[At]
    active_at: Mapped[At]
    waiting_since: Mapped[datetime | None] = mapped_column(Moment)
    # How many waited before this one when a person was asked for; None where the wait says nothing about others' waits.
    queued_behind: Mapped[int | None]
    priority: Mapped[int] = mapped_column(default=0)
    # Whether only a supervisor may take it.
    for_supervisor: Mapped[bool] = mapped_column(default=False, server_default=false())
    handover_reason: Mapped[str | None] = mapped_column(String(64))
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON)
