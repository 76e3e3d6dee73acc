"""A "don't know" names its question: late, it says which one it was and answers no other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.dialogue.conftest import Actions

KNOWN = {"household": {"size": 3, "monthly_income": 2000, "difficulties": ["living"]}}


def press(actions: Actions, fact: str, about: str = "self") -> list[dict[str, Any]]:
    """Presses the button of a question."""
    button = {"fact": fact, "unsure": True, "about": about}
    replies: list[dict[str, Any]] = actions.do("interview", intent="unsure", button=button)["replies"]
    return replies


def test_under_the_open_question_it_puts_that_one_aside(actions: Actions) -> None:
    asked = str(actions.do("interview", facts=KNOWN)["slots"]["asked_fact"])
    press(actions, asked)
    assert asked.removesuffix("+") in actions.state().declined


def test_of_what_is_known_by_now_it_changes_nothing(actions: Actions) -> None:
    asked = actions.do("interview", facts=KNOWN)["slots"]["asked_fact"]
    said, question = press(actions, "household.size")
    assert ("家庭人口" in said["text"], question["data"]["fact"]) == (True, asked.removesuffix("+"))
    assert (actions.household(), actions.state().declined, actions.state().asked_fact) == (KNOWN["household"], [], asked)


@pytest.mark.parametrize("fact", ["household.homes", "household.savings+", "people.any.age", "people.p9.age"])
def test_of_what_is_not_known_it_puts_aside_what_it_stood_under(actions: Actions, fact: str) -> None:
    asked = actions.do("interview", facts=KNOWN)["slots"]["asked_fact"]
    press(actions, fact)
    assert (fact.removesuffix("+") in actions.state().declined, actions.state().asked_fact) == (True, asked)


def test_of_another_household_it_changes_nothing(actions: Actions) -> None:
    actions.do("interview", facts=KNOWN)
    actions.do("interview", facts={"household": {"size": 4}}, understood={"about": "sister"})
    said = press(actions, "household.homes")[0]
    assert ("没有改动" in said["text"], actions.state().about, actions.state().declined) == (True, "sister", [])


def test_without_an_open_question_none_is_put(actions: Actions) -> None:
    actions.do("interview", facts=KNOWN)
    actions.do("plan")
    assert [reply["type"] for reply in press(actions, "household.homes")] == ["text"]
