"""The wish that a person looks at a verdict again: what was decided goes along, as it stood when it was doubted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.assessment.service import assessment, judge_for
from api.chat.messages import add_resident_message
from api.models import Conversation, Message
from api.wording import words

REVIEW = "review"
REVIEW_BUTTON = "/review"


def ask_review(session: Session, conversation: Conversation, policy_id: str) -> Message:
    """Stores the wish as said by the resident, with the verdicts on this policy as they are now."""
    doubted = _verdicts(conversation, [policy_id])
    message = add_resident_message(session, conversation, _said(doubted))
    message.answered = True
    return _keep(session, message, doubted)


def ask_review_of_plan(session: Session, conversation: Conversation, message: Message) -> Message:
    """Keeps with the resident's message the verdicts on every policy they were shown."""
    return _keep(session, message, _verdicts(conversation, conversation.policies_shown))


def _verdicts(conversation: Conversation, policy_ids: list[str]) -> list[dict[str, Any]]:
    judged = assessment(judge_for(conversation.facts, conversation.locality), None)
    return [result.model_dump(mode="json") for result in judged.results if result.policy_id in policy_ids]


def _keep(session: Session, message: Message, doubted: list[dict[str, Any]]) -> Message:
    message.data = {REVIEW: doubted}
    session.flush()
    return message


def _said(doubted: list[dict[str, Any]]) -> str:
    wording = words("dialogue")["review"]
    named = [wording["one"].format(name=result["name"], verdict=wording["verdicts"][result["verdict"]]) for result in doubted]
    return str(wording["asked"].format(policies=wording["between"].join(dict.fromkeys(named))) if named else wording["none"])


def doubted_verdicts(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """The verdicts a person should look at again, as they stood, the latest wish for each policy."""
    kept = (
        select(Message.data).where(Message.conversation_id == conversation_id, Message.sender == "resident").order_by(Message.id)
    )
    latest: dict[str, list[dict[str, Any]]] = {}
    for data in session.scalars(kept):
        asked = (data or {}).get(REVIEW, [])
        for policy in {result["policy_id"] for result in asked}:
            latest[policy] = [result for result in asked if result["policy_id"] == policy]
    return [result for results in latest.values() for result in results]
