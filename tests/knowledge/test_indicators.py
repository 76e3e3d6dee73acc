"""Warnings: each fires where its facts or its change surely hold, and never on what is unknown."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from knowledge.catalogue import load_catalogue
from knowledge.conditions import parameters_in
from knowledge.indicators import Change, load_warnings, truth_of, warnings_of
from knowledge.truth import COMPARISONS
from tests.knowledge.households import HEPING, Facts, dictionary, family, judge_of

RECEIVING = {"receiving": ["dibao"], "hukou": HEPING, "size": 1}


def fired(now: Facts, earlier: Facts | None = None) -> set[tuple[str, str | None]]:
    catalogue = load_catalogue()
    before = judge_of(catalogue, earlier) if earlier is not None else None
    return {(found.warning.id, found.person) for found in warnings_of(judge_of(catalogue, now), before)}


@pytest.mark.parametrize(
    ("household", "warning", "fires"),
    [
        ({"medical_spend_year": 30_001}, "medical-spending", True),
        ({"medical_spend_year": 30_000}, "medical-spending", False),
        ({"medical_spend_year": {"min": 20_000, "max": 40_000}}, "medical-spending", False),
        ({}, "medical-spending", False),
        ({"receiving": ["dibao"], "homes": 2}, "two-homes", True),
        ({"receiving": ["dibao"], "homes": 1}, "two-homes", False),
        ({"receiving": [], "homes": 2}, "two-homes", False),
        ({"homes": 2}, "two-homes", False),
        ({"receiving": ["dibao"], "cars": 1}, "new-vehicle", False),
    ],
)
def test_what_holds_now(household: dict[str, Any], warning: str, fires: bool) -> None:
    assert ((warning, None) in fired(family(**household))) is fires


@pytest.mark.parametrize(
    ("before", "now", "warning", "fires"),
    [
        ({"monthly_income": 500}, {"monthly_income": 1045}, "income-over-the-line", True),
        ({"monthly_income": 500}, {"monthly_income": 1044}, "income-over-the-line", False),
        ({"monthly_income": 2000}, {"monthly_income": 1500}, "income-over-the-line", False),
        ({}, {"monthly_income": 5000}, "income-over-the-line", False),
        ({"monthly_income": {"min": 500, "max": 3000}}, {"monthly_income": 2000}, "income-over-the-line", False),
        ({"monthly_income": 3000, "receiving": []}, {"monthly_income": 1500, "receiving": []}, "income-lower", True),
        ({"monthly_income": 3000}, {"monthly_income": 1500}, "income-lower", False),
        ({"cars": 0}, {"cars": 1}, "new-vehicle", True),
        ({"cars": 1}, {"cars": 1}, "new-vehicle", False),
        ({}, {"cars": 1}, "new-vehicle", False),
        ({"homes": 1}, {"homes": 2}, "new-home", True),
        ({"size": 2}, {"size": 3}, "family-larger", True),
        ({"size": 3}, {"size": 2}, "family-smaller", True),
    ],
)
def test_what_became_of_the_household(before: dict[str, Any], now: dict[str, Any], warning: str, fires: bool) -> None:
    earlier, later = family(**{**RECEIVING, **before}), family(**{**RECEIVING, **now})
    assert ((warning, None) in fired(later, earlier)) is fires


@pytest.mark.parametrize(
    ("before", "now", "warning", "fires"),
    [
        ({"away": "none"}, {"away": "dead"}, "death", True),
        ({}, {"away": "dead"}, "death", False),
        ({"work": "unemployed"}, {"work": "employed"}, "found-work", True),
        ({"work": "flexible"}, {"work": "employed"}, "found-work", True),
        ({"work": "employed"}, {"work": "employed"}, "found-work", False),
        ({"work": "employed"}, {"work": "unemployed"}, "lost-work", True),
        ({"serious_illness": False}, {"serious_illness": True}, "fell-ill", True),
        ({"serious_illness": True}, {"serious_illness": True}, "fell-ill", False),
        ({"disability_grade": "none"}, {"disability_grade": 2}, "became-disabled", True),
        ({"disability_grade": 2}, {"disability_grade": "none"}, "became-disabled", False),
        ({"student_stage": "junior"}, {"student_stage": "senior"}, "started-school", True),
        ({"student_stage": "none"}, {"student_stage": "primary"}, "started-school", True),
    ],
)
def test_what_became_of_somebody(before: dict[str, Any], now: dict[str, Any], warning: str, fires: bool) -> None:
    earlier, later = family(before, **RECEIVING), family(now, **RECEIVING)
    assert ((warning, "self") in fired(later, earlier)) is fires


def test_a_change_is_unknown_without_earlier_facts() -> None:
    judge = judge_of(load_catalogue(), family(**RECEIVING, cars=1))
    (vehicle,) = (warning for warning in load_warnings() if warning.id == "new-vehicle")
    assert truth_of(vehicle, judge, None, None) is None


def test_somebody_who_was_not_there_has_not_changed() -> None:
    assert fired(family({}, {"work": "unemployed"}), family({})) == set()


def test_every_warning_names_facts_policies_and_numbers_there_are() -> None:
    catalogue = load_catalogue()
    for warning in load_warnings():
        assert set(warning.policies) <= set(catalogue.policies), warning.id
        assert warning.when or warning.change
        assert warning.change is None or warning.change.fact in dictionary()
        for test in warning.when:
            (verb,) = test.verbs()
            assert test.fact in dictionary()
            assert verb not in COMPARISONS or set(parameters_in(getattr(test, verb))) <= catalogue.parameters.ids


@pytest.mark.parametrize("said", [{}, {"rises": True, "falls": True}, {"becomes": []}])
def test_a_change_says_exactly_one_thing(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Change(fact="household.cars", **said)
