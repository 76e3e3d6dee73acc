"""The one question after an answer that depends on the place: asked once, and answered with where to go."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.dialogue.replies import Reply, text_reply, unsure_button
from api.dialogue.schemas import DialogueTurn
from api.models import Conversation, Message
from api.search.answering import Answer, where_to_go_for
from api.search.asking import Inquiry
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.places import HUKOU, RESIDENCE
from knowledge.policy import Policy

PLACES = {whose: f"household.{whose}" for whose in (HUKOU, RESIDENCE)}


def place_question(conversation: Conversation, found: Answer) -> list[Reply]:
    """The question for the place, where it would tell more, no other question is open and it was not put aside before."""
    if found.where_to_go is None or not found.where_to_go.place_needed or conversation.asked_fact is not None:
        return []
    policy = load_catalogue().policies[found.hits[0].policy_id]
    fact = PLACES.get(policy.place, PLACES[RESIDENCE])
    if fact in conversation.declined:
        return []
    conversation.asked_fact, conversation.asked_times = fact, 0
    return [_question(fact, policy)]


def place_question_again(session: Session, conversation: Conversation) -> list[Reply]:
    """The same question once more, while it is open."""
    asked_for = _asked_for(session, conversation)
    return [] if asked_for is None else [_question(str(conversation.asked_fact), asked_for)]


def _question(fact: str, policy: Policy) -> Reply:
    wording = words("dialogue")
    data = {"fact": fact, "why": wording["answer"]["why_place"], "options": [], "policy_id": policy.id}
    text = load_catalogue().dictionary.definition(fact).question
    return {"type": "question", "text": text, "buttons": [unsure_button(fact)], "data": data}


def place_answered(session: Session, conversation: Conversation, turn: DialogueTurn, changed: list[str]) -> list[Reply]:
    """Where to go, once the place was told or cannot be told, and the question is closed; nothing while it was not asked."""
    # A place told again is no news, and an answer all the same.
    said = {f"household.{name}" for name in turn.understood.facts.get("household", {})}
    told = not said.union(changed).isdisjoint(PLACES.values())
    if not (told or turn.understood.unsure or turn.intent == "unsure"):
        return []
    asked_for = _asked_for(session, conversation)
    if asked_for is None:
        return []
    conversation.asked_fact, conversation.asked_times = None, 0
    return [_where_reply(asked_for, conversation)]


def _asked_for(session: Session, conversation: Conversation) -> Policy | None:
    """The policy for whose windows the open question was put; None where another question is open."""
    if conversation.asked_fact not in PLACES.values():
        return None
    questions = select(Message.data).where(Message.conversation_id == conversation.id, Message.type == "question")
    data: dict[str, Any] = session.scalar(questions.order_by(Message.id.desc()).limit(1)) or {}
    return load_catalogue().policies.get(data.get("policy_id", "")) if data.get("fact") == conversation.asked_fact else None


def _where_reply(policy: Policy, conversation: Conversation) -> Reply:
    wording = words("dialogue")["answer"]
    text, windows = where_to_go_for(Inquiry("", conversation.locality, facts=conversation.facts), policy.id)
    data = {"where_to_go": windows.model_dump(mode="json")}
    return text_reply(text, [wording["to_assess"], wording["human"]], data)
