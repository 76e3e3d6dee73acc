"""What a conversation was about is noted once, without a word of what was said, and is nobody's when the rest is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.chat.messages import add_reply
from api.chat.retention import forget_idle
from api.core.clock import now
from api.core.database import unit_of_work
from api.models import Conversation, ConversationTopic

from .conftest import HERE, begun

ANSWERED = {"spoken": {"policies": ["dibao"], "kind": "amount"}, "policies": [{"policy_id": "dibao"}]}
PLAN = {
    "plan": [{"policy_id": "dibao"}],
    "results": [{"policy_id": "dibao", "verdict": "eligible"}, {"policy_id": "tekun-gongyang", "verdict": "undetermined"}],
}


@pytest.fixture
def session(stored: str) -> Iterator[Session]:
    begun(1)
    with unit_of_work() as opened:
        yield opened


def noted(session: Session, *replies: dict[str, Any]) -> set[tuple[str, str]]:
    """What is noted of the conversation after these replies."""
    conversation = session.scalars(select(Conversation)).one()
    for data in replies:
        add_reply(session, conversation, {"text": "", "data": data})
    return {(topic.kind, topic.subject) for topic in session.scalars(select(ConversationTopic))}


def test_what_is_answered_shown_and_eligible_is_noted_once(session: Session) -> None:
    assert noted(session, ANSWERED, ANSWERED, PLAN) == {("asked", "dibao"), ("shown", "dibao"), ("eligible", "dibao")}
    assert {(topic.place, topic.conversation_id is None) for topic in session.scalars(select(ConversationTopic))} == {
        (HERE, False)
    }


@pytest.mark.parametrize(
    ("data", "topic"),
    [
        ({"abstained": True, "nearest": ["dibao", "shui-jianmian"]}, ("nearest", "dibao")),
        ({"abstained": True, "elsewhere": {"office": "税务"}}, ("elsewhere", "税务")),
        ({"abstained": True}, ("nothing", "")),
    ],
)
def test_of_a_question_nobody_could_answer_only_what_was_nearest_is_noted(
    session: Session, data: dict[str, Any], topic: tuple[str, str]
) -> None:
    assert noted(session, data) == {topic}


def test_which_of_two_is_meant_is_no_question_about_either(session: Session) -> None:
    assert noted(session, {"spoken": {"policies": ["dibao", "tekun-gongyang"], "kind": None, "choosing": True}}) == set()


def test_what_was_asked_about_outlasts_what_was_said_as_nobodys(stored: str) -> None:
    begun(1, active_at=now() - timedelta(days=400))
    with unit_of_work() as session:
        noted(session, ANSWERED)
    forget_idle()
    with unit_of_work() as session:
        assert {topic.conversation_id for topic in session.scalars(select(ConversationTopic))} == {None}
