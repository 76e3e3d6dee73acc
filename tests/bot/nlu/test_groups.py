"""Answers to a question that asks for several facts at once: `household.savings+` is the whole group of facts.yaml."""

from typing import Any

import pytest

from bot.nlu.understanding import understand


@pytest.mark.parametrize(
    ("text", "asked", "household"),
    [
        ("都没有", "household.savings+", {"savings": 0, "homes": 0, "cars": 0}),
        ("都没有", "household.savings", {"savings": 0}),
        ("没有存款", "household.savings+", {"savings": 0}),
        ("存款5万，一套房，没车", "household.savings+", {"savings": 50000, "homes": 1, "cars": 0}),
        ("没有，撑不住了", "household.emergency+", {"emergency": "none", "basics_unaffordable": True}),
        ("都没有", "household.receiving+", {"receiving": [], "poverty_monitored": False}),
        ("低保", "household.receiving+", {"receiving": ["dibao"]}),
        ("没有", "household.harm+", {"harm": "none"}),
        ("被人打伤了，没赔，公安局在办", "household.harm+", {"harm": "crime", "compensated": False, "case_office": "police"}),
        ("没有", "people.any.serious_illness+", {"nobody": ["serious_illness", "needs_care"]}),
        ("没有", "people.any.disability_grade+", {"nobody": ["disability_grade"]}),
    ],
)
def test_what_is_said_of_a_group_is_said_of_its_members_and_of_nothing_else(
    text: str, asked: str, household: dict[str, Any]
) -> None:
    understood = understand(text, asked).facts["household"]
    assert {name: value for name, value in understood.items() if name != "difficulties"} == household


def test_parents_are_told_of_one_child() -> None:
    facts = understand("爸爸去世了，妈妈跑了", "people.p2.father_status+").facts
    assert facts["people"] == [{"id": "p2", "father_status": "dead", "mother_status": "absent"}]


def test_who_lives_there_is_told_with_how_old_they_are() -> None:
    facts = understand("三口人，我45，老婆43，孩子10岁", "household.size+").facts
    assert facts["household"] == {"size": 3}
    assert [person["age"] for person in facts["people"]] == [45, 43, 10]


def test_who_does_not_know_says_nothing_of_any_of_it() -> None:
    understood = understand("不知道", "household.savings+")
    assert understood.unsure and understood.facts == {}


@pytest.mark.parametrize(
    ("text", "asked", "nobody"),
    [
        ("我妈一级，别人都没有", "people.any.disability_grade+", ["disability_grade"]),
        ("就我妈有，肢体二级", "people.any.disability_grade+", ["disability_grade"]),
        ("我妈一级", "people.any.disability_grade+", None),
        ("我爸要人照顾，其他人都不用", "people.any.needs_care", ["needs_care"]),
        ("我老公当过兵，其他人没有", "people.any.veteran", ["veteran"]),
        ("儿子上初二，其他人没上学", "people.any.student_stage+", ["student_stage"]),
    ],
)
def test_what_one_has_and_the_others_have_not_is_told_of_both(text: str, asked: str, nobody: list[str] | None) -> None:
    facts = understand(text, asked).facts
    assert len(facts["people"]) == 1
    assert facts.get("household", {}).get("nobody") == nobody
