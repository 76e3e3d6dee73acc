"""A few words that go on from the answer before, as the bot's actions report them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.chat.conversations import find
from api.chat.messages import add_reply, add_resident_message
from api.core.database import unit_of_work
from api.wording import words
from tests.api.dialogue.conftest import Actions

DANYANG = "321181"


@pytest.fixture(autouse=True)
def _index(index: Path) -> None:
    """Answers are found in the index."""


def turn(actions: Actions, verb: str, text: str, **more: Any) -> list[dict[str, Any]]:
    """One whole turn: what the resident says is stored, and what is answered belongs to it."""
    with unit_of_work() as session:
        message = add_resident_message(session, find(session, actions.talk.id), text).id
    replies: list[dict[str, Any]] = actions.do(verb, text, message_id=str(message), **more)["replies"]
    with unit_of_work() as session:
        for reply in replies:
            add_reply(session, find(session, actions.talk.id), reply, answers=message)
    return replies


def told(replies: list[dict[str, Any]]) -> str:
    """The policy that is told first."""
    return str(replies[0]["data"]["policies"][0]["policy_id"])


def test_the_question_before_is_answered_for_another_place(actions: Actions) -> None:
    nation = turn(actions, "answer", "低保怎么申请")
    there = turn(actions, "follow_up", "丹阳呢", follow_up={"place": DANYANG})
    assert (told(nation), told(there)) == ("dibao", "dibao")
    assert "丹阳" in there[0]["text"] and "丹阳" not in nation[0]["text"]


def test_a_place_asked_about_is_no_fact_of_the_household(actions: Actions) -> None:
    turn(actions, "answer", "低保怎么申请")
    turn(actions, "follow_up", "丹阳呢", follow_up={"place": DANYANG})
    assert actions.household() == {}


def test_another_side_is_answered_for_the_policy_told_before(actions: Actions) -> None:
    turn(actions, "answer", "低保怎么申请")
    assert told(turn(actions, "follow_up", "在哪里办", follow_up={"aspect": "在哪里办"})) == "dibao"


def test_the_place_holds_for_what_is_asked_next(actions: Actions) -> None:
    turn(actions, "answer", "低保怎么申请")
    turn(actions, "follow_up", "丹阳呢", follow_up={"place": DANYANG})
    assert "丹阳" in turn(actions, "follow_up", "在哪里办", follow_up={"aspect": "在哪里办"})[0]["text"]


def test_the_next_one_is_the_next_of_those_found(actions: Actions) -> None:
    found = turn(actions, "answer", "家里没钱看病怎么办")
    listed = [policy["policy_id"] for reply in found for policy in reply.get("data", {}).get("policies", [])]
    assert told(turn(actions, "follow_up", "下一个", follow_up={"next": True})) == listed[1]
    assert told(turn(actions, "follow_up", "下一个", follow_up={"next": True})) == listed[2]
    after = turn(actions, "follow_up", "下一个", follow_up={"next": True})
    assert after[0]["text"] == words("dialogue")["follow_up"]["no_more"]


def test_a_number_is_the_step_of_the_plan_that_was_shown(actions: Actions) -> None:
    facts = {
        "household": {"difficulties": ["living"], "hukou": "120104"},
        "people": [{"id": "self", "relation": "self", "age": 82}],
    }
    plan = turn(actions, "plan", "看看结果", facts=facts)[-1]["data"]["plan"]
    assert told(turn(actions, "follow_up", "第1个", follow_up={"number": 1})) == plan[0]["policy_id"]


def test_a_place_by_itself_is_where_the_conversation_is_about(actions: Actions) -> None:
    said = turn(actions, "follow_up", "天津", follow_up={"place": "120000"})
    assert "天津市" in said[0]["text"]
    assert actions.state().locality == "120000"


@pytest.mark.parametrize(
    ("words_said", "goes_on", "sentence"),
    [("3", {"number": 3}, "which_number"), ("下一个", {"next": True}, "which"), ("多少钱", {"aspect": "多少钱"}, "which")],
)
def test_what_goes_on_from_nothing_is_asked_about(
    actions: Actions, words_said: str, goes_on: dict[str, Any], sentence: str
) -> None:
    said = turn(actions, "follow_up", words_said, follow_up=goes_on)
    assert said[0]["text"] == words("dialogue")["follow_up"][sentence]


def test_an_answer_of_long_ago_is_not_gone_on_from(actions: Actions) -> None:
    turn(actions, "answer", "低保怎么申请")
    for _ in range(3):
        turn(actions, "begin", "你好")
    assert (
        turn(actions, "follow_up", "多少钱", follow_up={"aspect": "多少钱"})[0]["text"] == words("dialogue")["follow_up"]["which"]
    )
