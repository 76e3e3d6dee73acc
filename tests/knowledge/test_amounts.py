"""Amounts: the value, and the formula as a person would write it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from knowledge.amounts import Amount, Setting, compute
from knowledge.parameters import Parameters
from knowledge.policy import Parameter
from knowledge.ranges import Range
from knowledge.situation import Situation
from knowledge.terms import Expression
from tests.knowledge.households import DAY, dictionary, family, parameter_file

MINUS = "\u2212"


def amount(raw: Any, **household: Any) -> Amount:
    """The amount for one person of 40 years; `standard` is 100, `open` was never verified."""
    national = [parameter_file("standard", ("2020-01-01", 100)), parameter_file("open")]
    parameters = Parameters({"national": {body["id"]: Parameter.model_validate(body) for body in national}})
    setting = Setting(Situation(family({"age": 40}, **household), dictionary()), parameters, None, DAY, "self")
    expression: Expression = TypeAdapter(Expression).validate_python(raw)
    return compute(expression, setting)


DIFFERENCE = {"subtract": [{"multiply": [{"parameter": "standard"}, "household.size"]}, "household.monthly_income"]}


@pytest.mark.parametrize(
    ("raw", "value", "formula"),
    [
        (12, 12, "12"),
        (1.5, 1.5, "1.5"),
        ("household.savings", 30, "30"),
        ("person.age", 40, "40"),
        ({"parameter": "standard"}, 100, "100"),
        ({"add": ["household.savings", 2, 3]}, 35, "30+2+3"),
        ({"multiply": [{"parameter": "standard"}, 3]}, 300, "100×3"),
        ({"divide": [{"parameter": "standard"}, 4]}, 25, "100÷4"),
        ({"multiply": [{"subtract": [10, 4]}, 2]}, 12, f"(10{MINUS}4)×2"),
        ({"subtract": [10, {"add": [1, 2]}]}, 7, f"10{MINUS}(1+2)"),
        ({"subtract": [{"add": [10, 1]}, 2]}, 9, f"10+1{MINUS}2"),
        ({"divide": [100, {"multiply": [2, 5]}]}, 10, "100÷(2×5)"),
        ({"add": [1, {"subtract": [5, 2]}]}, 4, f"1+5{MINUS}2"),
        ({"not_below_zero": {"subtract": [5, 8]}}, 0, f"5{MINUS}8"),
    ],
)
def test_an_amount_comes_with_the_formula_that_gives_it(raw: Any, value: float, formula: str) -> None:
    result = amount(raw, savings=30)
    assert (result.value, result.formula) == (Range(value, value), formula)


def test_the_formula_of_the_contract_has_no_superfluous_brackets() -> None:
    result = amount({"not_below_zero": DIFFERENCE}, size=3, monthly_income=200)
    assert (result.value, result.formula) == (Range(100, 100), f"100×3{MINUS}200")


def test_a_range_gives_a_range_and_shows_both_ends() -> None:
    result = amount(DIFFERENCE, size=3, monthly_income={"min": 100, "max": 250})
    assert (result.value, result.formula) == (Range(50, 200), f"100×3{MINUS}100~250")


def test_a_derived_fact_is_written_out() -> None:
    assert amount("household.income_per_head", monthly_income=300, size=2).formula == "300÷2"


COUNTED = {
    "not_below_zero": {"subtract": [{"multiply": [{"parameter": "standard"}, "household.size"]}, "household.counted_income"]}
}


@pytest.mark.parametrize(
    ("not_counted", "value", "formula", "at_least"),
    [
        (50, Range(150, 150), f"100×3{MINUS}(200{MINUS}50)", False),
        (0, Range(100, 100), f"100×3{MINUS}200", False),
        (None, Range(100, 300), f"100×3{MINUS}200", True),
        ({"max": 80}, Range(100, 180), f"100×3{MINUS}(200{MINUS}0~80)", False),
    ],
)
def test_what_nobody_said_does_not_count_leaves_the_least_and_its_formula(
    not_counted: Any, value: Range, formula: str, at_least: bool
) -> None:
    result = amount(COUNTED, size=3, monthly_income=200, income_not_counted=not_counted)
    assert (result.value, result.formula, result.at_least) == (value, formula, at_least)


def test_without_any_income_nothing_is_left_open() -> None:
    result = amount(COUNTED, size=3, monthly_income=0)
    assert (result.value, result.formula, result.at_least) == (Range(300, 300), "100×3", False)


def test_what_is_unknown_is_named_and_gives_no_formula() -> None:
    result = amount({"add": [DIFFERENCE, {"parameter": "open"}, "person.monthly_income"]}, size=3)
    assert result.value is None and result.formula == ""
    assert result.missing == ("household.monthly_income", "people.self.monthly_income")
    assert result.open_parameters == ("open",)


def test_nothing_divided_by_nothing_is_unknown() -> None:
    assert amount({"divide": [0, 0]}).value is None
    assert amount({"add": [1, {"divide": [0, 0]}]}).value is None
