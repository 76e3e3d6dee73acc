"""Hands a conversation from the bot to a person and back. Fails open: it needs neither Rasa nor the index."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.audit import record
from api.chat.messages import add_reply
from api.core.clock import now
from api.core.metrics import HANDOVERS
from api.handover.hours import Staffed, place_of, staffed
from api.handover.waiting import hours_out, next_text, outlook
from api.models import Conversation, Message
from api.wording import words

EMERGENCY_PRIORITY = 10
# What residents write is counted, never shown, where the machines are watched.
IN_OWN_WORDS = "in_own_words"
STOP_WAITING = "/stop_waiting"


def hand_over(session: Session, conversation: Conversation, reason: str, priority: int = 0) -> dict[str, Any]:
    """Puts the conversation into the human queue and returns the reply; a second call only tells the position."""
    there = staffed(place_of(conversation), now())
    if conversation.mode == "bot":
        conversation.mode = "waiting"
        conversation.waiting_since = now()
        conversation.handover_reason = reason
        HANDOVERS.labels(reason=named(reason)).inc()
        record(session, "resident", "handover_requested", conversation.id)
        conversation.priority = max(conversation.priority, priority)
        session.flush()
        # Whoever asked while nobody was there waits for the morning, which says nothing about a day's waits.
        conversation.queued_behind = None if there.open is False else outlook(session, conversation)["position"]
    elif conversation.mode == "waiting" and priority > conversation.priority:
        # What was not urgent has become so; who waited already has not begun to wait anew.
        conversation.handover_reason = reason
    conversation.priority = max(conversation.priority, priority)
    session.flush()
    return _told(session, conversation, there)


def named(reason: str) -> str:
    """The reason where it is one of ours; that it was in the resident's own words otherwise."""
    return reason if reason in words("staff")["reasons"] else IN_OWN_WORDS


def _told(session: Session, conversation: Conversation, there: Staffed) -> dict[str, Any]:
    wording = words("dialogue")["handover"]
    view = outlook(session, conversation)
    away = there.open is False and conversation.mode == "waiting"
    data = {**view, "phone": wording["packet_phone"], "office_hours_text": wording["hours"] if there.open is None else None}
    if away and conversation.priority:
        return {"type": "handover", "text": wording["away_urgent"], "data": data}
    if away:
        text = wording["away"].format(next=next_text(there))
        return {"type": "handover", "text": text, "buttons": [wording["stop"]], "data": {**data, "message_form": True}}
    ahead = view["position"]
    said = "already" if conversation.mode != "waiting" else "waiting" if ahead else "first"
    return {"type": "handover", "text": wording[said].format(ahead=ahead), "data": data}


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
    conversation.queued_behind = None
    conversation.for_supervisor = False
    conversation.priority = 0


def back_to_queue(conversation: Conversation, *, for_supervisor: bool = False) -> None:
    """It waits again, as long as it has waited already; such a wait says nothing about others'."""
    conversation.mode = "waiting"
    conversation.claimed_by = None
    conversation.queued_behind = None
    conversation.for_supervisor = for_supervisor
    conversation.waiting_since = conversation.waiting_since or now()


def stop_waiting(session: Session, conversation: Conversation) -> dict[str, Any]:
    """The resident goes on with the bot; nothing changes once a person has come."""
    if conversation.mode == "waiting":
        record(session, "resident", "handover_withdrawn", conversation.id)
        return_to_bot(conversation)
    return {"type": "text", "text": words("dialogue")["handover"]["stopped"], "buttons": [], "data": hours_out(Staffed())}


def notice(
    session: Session, conversation: Conversation, event: str, name: str, question: dict[str, Any] | None = None
) -> Message:
    """Tells the resident what happened at the desk. question: what is asked with it, its text, buttons and data."""
    asked = question or {"text": "", "buttons": [], "data": {}}
    said = {
        "type": "notice",
        "text": words("dialogue")["handover"][event].format(name=name) + asked["text"],
        "buttons": asked["buttons"],
        "data": {"event": event, "name": name, **asked["data"]},
    }
    return add_reply(session, conversation, said, sender="system")
