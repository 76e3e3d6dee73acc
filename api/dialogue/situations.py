"""Several households in one conversation: each keeps its own facts, and none is mixed with another.

What the rest of the service calls the conversation's facts are those of the household that is told about now.
"""

from __future__ import annotations

from typing import Any

from api.dialogue.replies import Reply, text_reply
from api.dialogue.subjects import SELF, names
from api.models import Conversation
from api.wording import words

# What belongs to one household, with what a new one begins with.
OF_ONE: dict[str, Any] = {
    "facts": {},
    "provenance": {},
    "declined": [],
    "policies_shown": [],
    "asked_fact": None,
    "asked_times": 0,
}


def turn_to(conversation: Conversation, whose: str) -> bool:
    """Puts the household told about so far aside and takes up the one of `whose`; whether it was another one."""
    now = conversation.about or SELF
    if whose == now or whose not in names():
        return False
    kept = dict(conversation.set_aside)
    if conversation.facts or now == SELF:
        kept[now] = {name: getattr(conversation, name) for name in OF_ONE}
    for name, value in {**OF_ONE, **kept.pop(whose, {})}.items():
        setattr(conversation, name, value)
    conversation.set_aside, conversation.about = kept, None if whose == SELF else whose
    return True


def begin_anew(conversation: Conversation) -> None:
    """Forgets every household of the conversation."""
    for name, value in OF_ONE.items():
        setattr(conversation, name, value)
    conversation.set_aside, conversation.about = {}, None


def turned_reply(conversation: Conversation, told: set[str]) -> Reply:
    """Says whose household is told about from now on, with the way back to each of the others. told: those known before."""
    wording = words("situations")
    back = [
        {"title": wording["back"].format(name=names()[whose]), "value": f"say:{wording['say_back'].format(name=_said(whose))}"}
        for whose, kept in conversation.set_aside.items()
        if kept["facts"]
    ]
    whose = conversation.about or SELF
    return text_reply(wording["turned_back" if whose in told else "turned"].format(name=names()[whose]), back)


def _said(whose: str) -> str:
    return str(words("situations")["people"][whose]["said"])
