"""Danger is met first: in any message, at any point, by this process alone, whatever else is up."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.chat.conversations import find
from api.chat.incoming import CHILD, Incoming
from api.chat.without_bot import turn_of, understood_without_bot
from api.core.database import unit_of_work
from api.core.workers import within
from api.dialogue.schemas import Understood
from api.dialogue.service import emergency
from api.handover.service import hand_over
from api.models import Conversation, Message
from api.understanding import Understanding
from api.wording import words
from emergencies import Alarm, alarm_in

Reply = dict[str, Any]
STORING_SECONDS = 2.0
# A danger nobody could name; see concerns.yaml.
UNNAMED = "unnamed"


def alarm_of(incoming: Incoming) -> Alarm:
    """What cannot wait in a message; a pressed button that names a danger is a concern, for its question goes on."""
    button = incoming.metadata["button"]
    if button is not None:
        pressed = words("concerns")["pressed"].get(button["fact"], [])
        return Alarm(concern=button["value"] if button["value"] in pressed else None)
    if incoming.send is None or incoming.send.startswith("/"):
        return Alarm()
    return alarm_in(incoming.send)


async def meet(understanding: Understanding, conversation_id: str, incoming: Incoming, kind: str) -> list[Reply]:
    """The right numbers and a person with priority; what else the message says is kept where understanding is up."""
    understood = await understood_without_bot(understanding, incoming) or Understood()
    in_danger = understood.model_copy(update={"emergency": kind})
    return await within(STORING_SECONDS, partial(_meet, conversation_id, incoming, in_danger))


def _meet(conversation_id: str, incoming: Incoming, understood: Understood) -> list[Reply]:
    with unit_of_work() as session:
        conversation = find(session, conversation_id)
        replies = emergency(session, conversation, turn_of(incoming, understood)).replies
        # Who talks with a person already is told the numbers and need not hear of a queue.
        return replies[:1] if conversation.mode == "human" else replies


def meet_child(conversation_id: str) -> list[Reply]:
    """A child is asked nothing: a person, and the child's own grown-ups."""
    with unit_of_work() as session:
        conversation = find(session, conversation_id)
        conversation.asked_fact = None
        said = {"type": "text", "text": words("concerns")["child"], "buttons": [], "data": {"child": True}}
        return [said, hand_over(session, conversation, CHILD)]


def care(session: Session, conversation: Conversation, kind: str) -> list[Reply]:
    """The numbers for a danger that is asked about, hinted at or possible, and one caring question; once in a conversation."""
    wording = words("concerns")
    if kind not in wording["kinds"] or _said_already(session, conversation, kind):
        return []
    return [{"type": "notice", "text": wording["kinds"][kind], "buttons": wording["buttons"], "data": {"concern": kind}}]


def _said_already(session: Session, conversation: Conversation, kind: str) -> bool:
    notices = select(Message.data).where(Message.conversation_id == conversation.id, Message.type == "notice")
    return any((data or {}).get("concern") == kind for data in session.scalars(notices))
