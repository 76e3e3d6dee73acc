"""A few words that go on from the answer before, as the bot's actions report them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.wording import words
from tests.api.dialogue.conftest import Actions
from tests.api.dialogue.whole_turns import say, told

DANYANG = "321181"


@pytest.fixture(autouse=True)
def _index(index: Path) -> None:
    """Answers are found in the index."""


def test_the_question_before_is_answered_for_another_place(actions: Actions) -> None:
    nation = say(actions, "低保怎么申请", "answer")
    there = say(actions, "丹阳呢", "follow_up", follow_up={"place": DANYANG})
    assert (told(nation), told(there)) == ("dibao", "dibao")
    assert "丹阳" in there[0]["text"] and "丹阳" not in nation[0]["text"]


def test_a_place_asked_about_is_no_fact_of_the_household(actions: Actions) -> None:
    say(actions, "低保怎么申请", "answer")
    say(actions, "丹阳呢", "follow_up", follow_up={"place": DANYANG})
    assert actions.household() == {}


def test_another_side_is_answered_for_the_policy_told_before(actions: Actions) -> None:
    say(actions, "低保怎么申请", "answer")
    assert told(say(actions, "在哪里办", "follow_up", follow_up={"aspect": "在哪里办"})) == "dibao"


def test_the_place_holds_for_what_is_asked_next(actions: Actions) -> None:
    say(actions, "低保怎么申请", "answer")
    say(actions, "丹阳呢", "follow_up", follow_up={"place": DANYANG})
    assert "丹阳" in say(actions, "在哪里办", "follow_up", follow_up={"aspect": "在哪里办"})[0]["text"]


def test_the_next_one_is_the_next_of_those_found(actions: Actions) -> None:
    found = say(actions, "家里没钱看病怎么办", "answer")
    listed = [policy["policy_id"] for reply in found for policy in reply.get("data", {}).get("policies", [])]
    assert told(say(actions, "下一个", "follow_up", follow_up={"next": True})) == listed[1]
    assert told(say(actions, "下一个", "follow_up", follow_up={"next": True})) == listed[2]
    after = say(actions, "下一个", "follow_up", follow_up={"next": True})
    assert after[0]["text"] == words("dialogue")["follow_up"]["no_more"]


def test_a_number_is_the_step_of_the_plan_that_was_shown(actions: Actions) -> None:
    facts = {
        "household": {"difficulties": ["living"], "hukou": "120104"},
        "people": [{"id": "self", "relation": "self", "age": 82}],
    }
    plan = say(actions, "看看结果", "plan", facts=facts)[-1]["data"]["plan"]
    assert told(say(actions, "第1个", "follow_up", follow_up={"number": 1})) == plan[0]["policy_id"]


def test_a_place_by_itself_is_where_the_conversation_is_about(actions: Actions) -> None:
    said = say(actions, "天津", "follow_up", follow_up={"place": "120000"})
    assert "天津市" in said[0]["text"]
    assert actions.state().locality == "120000"


@pytest.mark.parametrize(
    ("words_said", "goes_on", "sentence"),
    [("3", {"number": 3}, "which_number"), ("下一个", {"next": True}, "which"), ("多少钱", {"aspect": "多少钱"}, "which")],
)
def test_what_goes_on_from_nothing_is_asked_about(
    actions: Actions, words_said: str, goes_on: dict[str, Any], sentence: str
) -> None:
    said = say(actions, words_said, "follow_up", follow_up=goes_on)
    assert said[0]["text"] == words("dialogue")["follow_up"][sentence]


def test_an_answer_of_long_ago_is_not_gone_on_from(actions: Actions) -> None:
    say(actions, "低保怎么申请", "answer")
    for _ in range(3):
        say(actions, "你好", "begin")
    assert (
        say(actions, "多少钱", "follow_up", follow_up={"aspect": "多少钱"})[0]["text"] == words("dialogue")["follow_up"]["which"]
    )
