"""What goes on from the answer before, in few words: another place, the next policy, one by its number, another side of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.dialogue.answering import last_spoken
from api.dialogue.replies import Reply, text_reply
from api.dialogue.schemas import DialogueTurn, FollowUp
from api.models import Conversation, Message
from api.search.answering import Answer, find_answer
from api.search.asking import Inquiry, Spoken
from api.search.service import policies_by_id
from api.wording import words
from knowledge.places import HUKOU, RESIDENCE, place_name

# Of how many turns back an answer is still what "and there?" goes on from.
MOST_TURNS_BACK = 2
LISTS = ("policies", "plan")


@dataclass(frozen=True, slots=True)
class Before:
    """The answer before: what was asked, the policies listed in order, which of them was told last, and for which place."""

    question: str = ""
    listed: list[str] = field(default_factory=list)
    told: int | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class GoneOn:
    """What a follow-up gets: an answer found, to be shown as such, or words of its own."""

    before: Before
    found: Answer | None = None
    said: list[Reply] = field(default_factory=list)


def go_on(session: Session, conversation: Conversation, turn: DialogueTurn) -> GoneOn:
    """What the few words of the turn are answered with."""
    wanted = turn.follow_up or FollowUp()
    before, spoken = _before(session, conversation), last_spoken(session, conversation)
    if wanted.place:
        return _at(conversation, before, spoken, wanted.place)
    if wanted.aspect and len(spoken.policies) > 1:
        # Several were spoken of together: which is meant is asked, not guessed.
        return _asked(conversation, spoken, Before(wanted.aspect, place=before.place))
    if wanted.aspect and before.listed:
        name = policies_by_id([before.listed[before.told or 0]])[0]
        return _asked(conversation, spoken, Before(name + wanted.aspect, before.listed, before.told, before.place))
    place = wanted.number - 1 if wanted.number else 0 if before.told is None else before.told + 1
    if (wanted.next or wanted.number) and place < len(before.listed):
        return _asked(conversation, spoken, Before(policies_by_id([before.listed[place]])[0], before.listed, place, before.place))
    return GoneOn(before, said=[_unclear(before, wanted)])


def mark(replies: list[Reply], before: Before) -> list[Reply]:
    """The replies of an answer, with what the next follow-up goes on from."""
    listed = before.listed or [
        policy["policy_id"] for reply in replies if reply["type"] == "policies" for policy in reply["data"]["policies"]
    ]
    kept = {"question": before.question, "listed": listed, "told": before.told or 0, "place": before.place}
    first = next((reply for reply in replies if reply["type"] == "policies"), None)
    if first is not None:
        first["data"]["follow_up"] = kept
    return replies


def _at(conversation: Conversation, before: Before, spoken: Spoken, place: str) -> GoneOn:
    """The same question at another place; with no question before, the place is where this conversation is about."""
    if before.question:
        return _asked(conversation, spoken, Before(before.question, before.listed, before.told, place))
    conversation.locality = place
    text = words("dialogue")["follow_up"]["place"].format(place=place_name(place))
    return GoneOn(before, said=[text_reply(text)])


def _asked(conversation: Conversation, spoken: Spoken, before: Before) -> GoneOn:
    household = dict(conversation.facts.get("household", {}))
    if before.place:
        household |= {HUKOU: before.place, RESIDENCE: before.place}
    facts = {**conversation.facts, "household": household}
    may_ask = conversation.asked_fact is None and not spoken.choosing
    inquiry = Inquiry(before.question, before.place or conversation.locality, facts=facts, spoken=spoken, may_ask=may_ask)
    return GoneOn(before, found=find_answer(inquiry))


def _unclear(before: Before, wanted: FollowUp) -> Reply:
    """Says what is missing to make sense of the few words."""
    wording = words("dialogue")["follow_up"]
    if before.listed and (wanted.next or wanted.number):
        text = wording["no_more"]
    else:
        text = wording["which_number" if wanted.number else "which"]
    return text_reply(text, list(wording["buttons"].values()))


def _before(session: Session, conversation: Conversation) -> Before:
    """The last answer or plan, where it was given not long ago."""
    turns = select(Message.id).where(Message.conversation_id == conversation.id, Message.sender == "resident")
    # The newest one is the message that is being answered.
    recent = session.scalars(turns.order_by(Message.id.desc()).offset(1).limit(MOST_TURNS_BACK)).all()
    lists = select(Message).where(Message.answers.in_(recent), Message.type.in_(LISTS))
    for message in session.scalars(lists.order_by(Message.id.desc())):
        if (message.data or {}).get("follow_up"):
            return Before(**message.data["follow_up"])  # type: ignore[index]
        if message.type == "plan":
            return Before(listed=_steps(message.data or {}))
    return Before()


def _steps(plan: dict[str, Any]) -> list[str]:
    return [step["policy_id"] for step in plan.get("plan", [])]
