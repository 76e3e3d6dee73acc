"""Two messages in a row of which nothing was understood bring a menu and a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.wording import words
from tests.api.dialogue.conftest import Actions
from tests.api.dialogue.test_interview import buttons

MENU = words("dialogue")["menu"]["text"]


@pytest.fixture(autouse=True)
def _index(index: Path) -> None:
    """What is not understood is looked for in the index."""


def texts(answer: dict[str, Any]) -> list[str]:
    """What is said."""
    return [reply["text"] for reply in answer["replies"]]


def test_the_second_failure_offers_a_menu_and_a_person(actions: Actions) -> None:
    assert MENU not in texts(actions.do("abstain", text="嘟嘟嘟"))
    menu = actions.do("abstain", text="哈哈哈")["replies"][-1]
    assert menu["text"] == MENU
    assert "/ask_human" in buttons(menu)


def test_in_the_interview_the_menu_stands_before_the_question(actions: Actions) -> None:
    actions.do("interview")
    actions.do("interview", text="嘟嘟嘟")
    assert [reply["type"] for reply in actions.do("interview", text="哈哈哈")["replies"]] == ["text", "question"]


@pytest.mark.parametrize(
    "between",
    [{"facts": {"household": {"size": 3}}}, {"intent": "unsure"}, {"intent": "ask_help"}],
    ids=["told", "unsure", "go on"],
)
def test_what_is_understood_in_between_begins_the_count_anew(actions: Actions, between: dict[str, Any]) -> None:
    actions.do("interview")
    actions.do("interview", text="嘟嘟嘟")
    actions.do("interview", **between)
    assert MENU not in texts(actions.do("interview", text="哈哈哈"))


def test_the_question_that_comes_back_counts_no_failure_twice(actions: Actions) -> None:
    actions.do("interview")
    actions.do("abstain", text="嘟嘟嘟")
    assert MENU not in texts(actions.do("interview", text="嘟嘟嘟", resume=True))


def test_what_is_not_ours_to_answer_is_understood_all_the_same(actions: Actions) -> None:
    for _ in range(3):
        assert MENU not in texts(actions.do("abstain", text="讲个笑话", intent="out_of_scope"))
