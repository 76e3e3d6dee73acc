"""What was said last, in fewer words, for who cannot follow."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.assessment.service import judge_for
from api.dialogue.replies import Reply, text_reply
from api.dialogue.subjects import said_of
from api.models import Conversation, Message
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.planner import question_about

# So many steps of a plan are as many as can be followed.
MOST_STEPS = 2


def said_shorter(session: Session, conversation: Conversation) -> list[Reply]:
    """The policies or the plan of the turn before, each in a sentence; nothing where neither was shown."""
    turns = select(Message.id).where(Message.conversation_id == conversation.id, Message.sender == "resident")
    # The newest one is the message that is being answered.
    before = turns.order_by(Message.id.desc()).offset(1).limit(1).scalar_subquery()
    shown = session.execute(select(Message.type, Message.data).where(Message.answers == before).order_by(Message.id))
    texts = [_short(kind, data or {}) for kind, data in shown]
    return [text_reply(text) for text in texts if text][:1]


def _short(kind: str, data: dict[str, Any]) -> str | None:
    wording, policies = words("dialogue")["simpler"], load_catalogue().policies
    listed = data.get("policies" if kind == "policies" else "plan") or []
    shown = [policies[each["policy_id"]] for each in listed if each["policy_id"] in policies]
    if kind == "policies" and shown:
        where = _first(shown[0].apply.where, wording["stops"])
        return str(wording["policy"].format(name=shown[0].name, who=shown[0].who, where=where))
    if kind == "plan" and shown:
        return str(wording["plan"].format(names=wording["between"].join(policy.name for policy in shown[:MOST_STEPS])))
    return None


def shorter_question(conversation: Conversation, fact: str) -> str:
    """The question for this fact alone, without what explains it."""
    wording = words("dialogue")["simpler"]
    asked = question_about(fact, judge_for(conversation.facts, conversation.locality)).text
    short = _first(re.sub(wording["aside"], "", asked), wording["ends"], keep=True)
    return said_of(wording["question"].format(question=short), conversation.about)


def _first(text: str, stops: str, keep: bool = False) -> str:
    """The text up to the first of these characters; all of it where none stands in it."""
    end = next((place for place, letter in enumerate(text) if letter in stops), None)
    return text if end is None else text[: end + keep]


def nothing_shorter() -> Reply:
    """What is said where nothing was shown that could be shortened."""
    wording = words("dialogue")["simpler"]
    return text_reply(wording["nothing"], wording["buttons"])
