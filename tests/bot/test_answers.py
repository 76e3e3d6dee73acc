"""What counts as an answer to the open question."""

from typing import Any

import pytest

from bot.classifier.questions import answers


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"household": {"savings": 0}}, "household.savings"),
        ({"household": {"nobody": ["student_stage"]}}, "people.any.student_stage"),
        ({"people": [{"id": "m1", "relation": "mother", "disability_grade": 1}]}, "people.any.disability_grade"),
        ({"people": [{"id": "p2", "age": 72}]}, "people.p2.age"),
        ({"household": {"savings": 0}}, "household.savings+"),
        ({"household": {"cars": 0}}, "household.savings+"),
        ({"people": [{"id": "p2", "age": 72}]}, "household.size+"),
    ],
)
def test_a_fact_that_was_asked_for_is_an_answer(facts: dict[str, Any], asked: str) -> None:
    assert answers(facts, asked)


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({}, "household.savings"),
        ({"household": {"size": 3}}, "household.savings"),
        ({"household": {"size": 3}}, "household.savings+"),
        ({"people": [{"id": "m1", "age": 72}]}, "people.p2.age"),
        ({"people": [{"id": "p2", "relation": "mother"}]}, "people.p2.age"),
        ({"people": [{"id": "m1", "relation": "mother"}]}, "people.any.disability_grade"),
    ],
)
def test_another_fact_is_no_answer(facts: dict[str, Any], asked: str) -> None:
    assert not answers(facts, asked)
