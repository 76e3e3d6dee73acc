"""Hands a conversation from the bot to a person and back. Fails open: it needs neither Rasa nor the index."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.audit import record
from api.core.clock import now
from api.core.metrics import HANDOVERS
from api.models import Conversation
from api.wording import words

EMERGENCY_PRIORITY = 10
# What residents write is counted, never shown, where the machines are watched.
IN_OWN_WORDS = "in_own_words"


def hand_over(session: Session, conversation: Conversation, reason: str, priority: int = 0) -> dict[str, Any]:
    """Puts the conversation into the human queue and returns the reply; a second call only tells the position."""
    wording = words("dialogue")["handover"]
    if conversation.mode == "bot":
        conversation.mode = "waiting"
        conversation.waiting_since = now()
        conversation.handover_reason = reason
        HANDOVERS.labels(reason=reason if reason in words("staff")["reasons"] else IN_OWN_WORDS).inc()
        record(session, "resident", "handover_requested", conversation.id)
    elif conversation.mode == "waiting" and priority > conversation.priority:
        # What was not urgent has become so; who waited already has not begun to wait anew.
        conversation.handover_reason = reason
    conversation.priority = max(conversation.priority, priority)
    session.flush()
    ahead = position(session, conversation)
    said = "already" if conversation.mode != "waiting" else "waiting" if ahead else "first"
    return {
        "type": "handover",
        "text": wording[said].format(ahead=ahead),
        "data": {"position": ahead, "phone": wording["packet_phone"], "office_hours_text": wording["hours"]},
    }


def position(session: Session, conversation: Conversation) -> int:
    """How many waiting conversations come before this one: higher priority first, then who waits longer."""
    before = select(func.count()).where(
        Conversation.mode == "waiting",
        Conversation.id != conversation.id,
        (Conversation.priority > conversation.priority)
        | ((Conversation.priority == conversation.priority) & (Conversation.waiting_since < conversation.waiting_since)),
    )
    return session.scalar(before) or 0


def queue(session: Session, limit: int) -> list[Conversation]:
    """Those who wait for a person or are with one: higher priority first, then who waits longer."""
    query = select(Conversation).where(Conversation.mode != "bot")
    order = (Conversation.priority.desc(), Conversation.waiting_since, Conversation.id)
    return list(session.scalars(query.order_by(*order).limit(limit)))


def return_to_bot(conversation: Conversation) -> None:
    """The bot answers again."""
    conversation.mode = "bot"
    conversation.waiting_since = None
    conversation.claimed_by = None
    conversation.handover_reason = None
    conversation.priority = 0
