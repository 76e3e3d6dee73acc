"""Where an application stands, asked in a conversation by its number and the phone: both are needed."""

from __future__ import annotations

from typing import Any

import pytest

from api.chat.messages import add_reply
from api.core.database import unit_of_work
from api.core.settings import settings
from api.models import Conversation
from api.wording import words
from tests.api.application_form import ID_NUMBER, NAME, PHONE, submit
from tests.api.dialogue.conftest import Actions

WORDING = words("dialogue")["progress"]


@pytest.fixture
def elsewhere(actions: Actions) -> str:
    """The number of an application that was made outside of this conversation."""
    number: str = submit(actions.talk.browser).json()["number"]
    return number


def said(actions: Actions, text: str, verb: str = "answer", **more: Any) -> str:
    """What is answered to a message, whatever the bot took it for; the reply is kept as the chat keeps it."""
    reply = actions.do(verb, text=text, **more)["replies"][0]
    with unit_of_work() as session:
        add_reply(session, session.get_one(Conversation, actions.talk.id), reply)
    return str(reply["text"])


@pytest.mark.parametrize("verb", ["progress", "answer", "interview", "abstain"])
def test_number_and_phone_tell_the_status_whatever_the_bot_took_them_for(actions: Actions, elsewhere: str, verb: str) -> None:
    told = said(actions, f"帮我查一下 {elsewhere}，手机 138-1234-5678", verb)
    assert elsewhere in told and "已提交" in told and "民政" in told
    assert [secret for secret in (NAME, PHONE, ID_NUMBER) if secret in told] == []


def test_the_number_alone_is_answered_with_a_question_for_the_phone(actions: Actions, elsewhere: str) -> None:
    told = said(actions, f"查进度 {elsewhere}")
    assert told == WORDING["phone"].format(number=elsewhere)
    assert "已提交" in said(actions, PHONE, "interview")


def test_a_phone_out_of_the_blue_asks_for_nothing(actions: Actions) -> None:
    assert said(actions, PHONE, "progress") == WORDING["none"]


@pytest.mark.parametrize("phone", ["13812345679", "022-27111111"])
def test_a_wrong_phone_and_a_number_nobody_has_are_told_the_same(actions: Actions, elsewhere: str, phone: str) -> None:
    wrong, nobodys = said(actions, f"{elsewhere} {phone}"), said(actions, f"JZ2026010100000000 {PHONE}")
    assert wrong == nobodys == WORDING["not_found"]


def test_the_digits_are_no_answer_to_the_question_that_is_open(actions: Actions, elsewhere: str) -> None:
    actions.ask("household.savings")
    actions.do("interview", text=f"{elsewhere} {PHONE}", facts={"household": {"savings": 13812345678}})
    assert "savings" not in actions.household()


def test_guessing_is_stopped_for_the_application_and_not_for_the_conversation_alone(actions: Actions, elsewhere: str) -> None:
    for attempt in range(settings().phone_attempts_per_hour):
        said(actions, f"{elsewhere} 139{attempt:08d}")
    assert said(actions, f"{elsewhere} {PHONE}") == WORDING["too_often"]


def test_in_its_own_conversation_the_number_is_enough(actions: Actions) -> None:
    number = submit(actions.talk.browser, conversation_id=actions.talk.id).json()["number"]
    assert "已提交" in said(actions, number)


def test_danger_is_heard_before_the_number(actions: Actions, elsewhere: str) -> None:
    assert "已提交" not in said(actions, f"我不想活了 {elsewhere} {PHONE}", "emergency")
