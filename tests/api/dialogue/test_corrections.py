"""A correction that names the old value and the new one."""

from __future__ import annotations

from typing import Any

import pytest

from api.dialogue.corrections import corrected_fact
from api.dialogue.schemas import Understood

FACTS = {
    "household": {"monthly_income": 8100, "size": 3, "insured": True},
    "people": [{"id": "p2", "relation": "mother", "age": 72}],
}


def correction(*values: Any, said: bool = True) -> Understood:
    """A sentence that mentions these values."""
    return Understood(mentions=[{"kind": "money", "value": value} for value in values], correction=said)


@pytest.mark.parametrize("values", [(8100, 1800), (1800, 8100)])
def test_the_fact_whose_value_was_named_gets_the_other_value(values: tuple[int, int]) -> None:
    assert corrected_fact(FACTS, correction(*values)) == ("household.monthly_income", 1800)


def test_a_fact_of_a_person_can_be_corrected() -> None:
    assert corrected_fact(FACTS, correction(72, 77)) == ("people.p2.age", 77)


@pytest.mark.parametrize("values", [(), (8100,), (8100, 8100), (1, 2), (8100, 1800, 3)])
def test_what_does_not_name_old_and_new_corrects_nothing(values: tuple[int, ...]) -> None:
    assert corrected_fact(FACTS, correction(*values)) is None


def test_two_known_values_correct_nothing() -> None:
    assert corrected_fact(FACTS, correction(8100, 72)) is None


def test_a_value_two_facts_share_corrects_nothing() -> None:
    facts = {"household": {"savings": 5000, "medical_spend_year": 5000}}
    assert corrected_fact(facts, correction(5000, 6000)) is None


def test_two_values_without_a_correction_correct_nothing() -> None:
    assert corrected_fact(FACTS, correction(8100, 1800, said=False)) is None


def test_yes_is_not_taken_for_the_number_one() -> None:
    assert corrected_fact({"household": {"insured": True}}, correction(1, 2)) is None
