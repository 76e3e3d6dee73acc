"""What a benefit comes to: the branch that holds, the range over those that may, ceilings, floors and numbers named in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.catalogue import Catalogue, load_catalogue
from knowledge.eligibility import Result
from knowledge.ranges import Range
from tests.knowledge.households import condition, family, judge_of, overlay_file, parameter_file, policy_file, write_catalogue

SEVERE = {"fact": "person.disability_grade", "one_of": [1, 2]}
GRADES = [
    {"when": [SEVERE], "amount": {"parameter": "severe"}},
    {"when": [{"fact": "person.disability_grade", "one_of": [3, 4]}], "amount": {"parameter": "mild"}},
]


def catalogue(folder: Path, amount: Any, text: str = "b") -> Catalogue:
    """One policy for anybody of age, with this amount; `severe` is 300 from 2025 on, `mild` 160, `open` unknown."""
    benefit = {"text": text, "unit": "u", "amount": amount}
    policy = policy_file("one", condition(fact="person.age", at_least=18), about="person", benefit=benefit)
    numbers = [parameter_file("severe", ("2020-01-01", 250), ("2025-01-01", 300)), parameter_file("mild", ("2020-01-01", 160))]
    files = {f"parameters/national/{number['id']}.yaml": number for number in [*numbers, parameter_file("open")]}
    overlay = overlay_file("one", "320000", benefit={"text": "local {severe}", "unit": "u", "amount": amount})
    local = parameter_file("severe", ("2020-01-01", 400))
    files |= {"policies/320000/one.yaml": overlay, "parameters/320000/severe.yaml": local}
    return load_catalogue(write_catalogue(folder, {**files, "policies/national/one.yaml": policy}))


def result(folder: Path, amount: Any, **person: Any) -> Result:
    (found,) = judge_of(catalogue(folder, amount), family({"age": 40, **person}, size=1)).results()
    return found


@pytest.mark.parametrize(("grade", "value", "formula"), [(1, 300, "300"), (2, 300, "300"), (3, 160, "160")])
def test_a_decided_branch_gives_its_amount(tmp_path: Path, grade: int, value: float, formula: str) -> None:
    amount = result(tmp_path, {"branches": GRADES}, disability_grade=grade).amount
    assert (amount.value, amount.formula, amount.missing) == (Range(value, value), formula, ())


def test_while_the_fact_is_unknown_it_is_the_range_over_all_branches_and_the_fact_is_named(tmp_path: Path) -> None:
    amount = result(tmp_path, {"branches": GRADES}).amount
    assert (amount.value, amount.formula) == (Range(160, 300), "300 或 160")
    assert amount.missing == ("people.self.disability_grade",)


def test_where_no_branch_holds_there_is_no_amount(tmp_path: Path) -> None:
    found = result(tmp_path, {"branches": GRADES}, disability_grade="none")
    assert (found.amount.value, found.amount.missing, found.amount_note) == (None, (), None)


def test_a_branch_without_tests_is_for_all_others(tmp_path: Path) -> None:
    branches = {"branches": [GRADES[0], {"amount": 5}]}
    assert result(tmp_path, branches, disability_grade="none").amount.value == Range(5, 5)
    assert result(tmp_path, branches, disability_grade=1).amount.value == Range(300, 300)


def test_the_first_branch_that_holds_counts(tmp_path: Path) -> None:
    branches = {"branches": [{"when": [{"fact": "person.age", "at_least": 30}], "amount": 1}, {"amount": 2}]}
    assert result(tmp_path, branches).amount.value == Range(1, 1)


def test_all_tests_of_a_branch_have_to_hold_and_an_alternative_is_enough(tmp_path: Path) -> None:
    either = {"any": [{"fact": "person.age", "at_least": 60}, {"fact": "person.veteran", "is": True}]}
    branches = {"branches": [{"when": [SEVERE, either], "amount": 9}, {"amount": 1}]}
    assert result(tmp_path, branches, disability_grade=1, veteran=True).amount.value == Range(9, 9)
    assert result(tmp_path, branches, disability_grade=1, veteran=False).amount.value == Range(1, 1)


def test_what_is_the_same_either_way_needs_no_more_facts(tmp_path: Path) -> None:
    branches = {"branches": [{"when": [SEVERE], "amount": 7}, {"amount": 7}]}
    amount = result(tmp_path, branches).amount
    assert (amount.value, amount.formula, amount.missing) == (Range(7, 7), "7", ())


def test_a_possible_branch_with_an_unverified_number_leaves_the_amount_open_and_says_so(tmp_path: Path) -> None:
    found = result(tmp_path, {"branches": [GRADES[0], {"amount": {"parameter": "open"}}]})
    assert (found.amount.value, found.amount.open_parameters) == (None, ("open",))
    assert found.amount_note is not None and "not verified" in found.amount_note


def test_an_unverified_number_of_a_branch_that_is_out_does_not_matter(tmp_path: Path) -> None:
    found = result(tmp_path, {"branches": [GRADES[0], {"amount": {"parameter": "open"}}]}, disability_grade=1)
    assert (found.amount.value, found.amount_note) == (Range(300, 300), None)


@pytest.mark.parametrize(
    ("amount", "value", "formula", "told"),
    [
        ({"at_most": {"parameter": "severe"}}, Range(0, 300), "300", (False, True)),
        ({"at_least": {"parameter": "severe"}}, Range(300, float("inf")), "300", (True, False)),
        ({"between": [{"parameter": "mild"}, {"parameter": "severe"}]}, Range(160, 300), "160~300", (False, False)),
        ({"between": [{"multiply": [100, 2]}, 300]}, Range(200, 300), "100×2~300", (False, False)),
    ],
)
def test_a_ceiling_a_floor_and_a_range_are_told_as_such(
    tmp_path: Path, amount: Any, value: Range, formula: str, told: tuple[bool, bool]
) -> None:
    found = result(tmp_path, amount).amount
    assert (found.value, found.formula, (found.at_least, found.at_most)) == (value, formula, told)


@pytest.mark.parametrize("bound", ["at_most", "at_least"])
def test_a_bound_nobody_verified_is_open(tmp_path: Path, bound: str) -> None:
    amount = result(tmp_path, {bound: {"parameter": "open"}}).amount
    assert (amount.value, amount.open_parameters) == (None, ("open",))


def test_a_branch_may_be_a_ceiling(tmp_path: Path) -> None:
    branches = {"branches": [{"when": [SEVERE], "amount": {"at_most": 50}}, {"amount": {"at_most": 20}}]}
    assert result(tmp_path, branches).amount.value == Range(0, 50)
    assert result(tmp_path, branches, disability_grade=4).amount.value == Range(0, 20)


@pytest.mark.parametrize(
    ("place", "day", "text"),
    [
        (None, date(2024, 12, 31), "250 a month, else （数额未核到）"),
        (None, date(2025, 1, 1), "300 a month, else （数额未核到）"),
        ("320102", date(2025, 1, 1), "local 400"),
    ],
)
def test_numbers_named_in_the_words_are_those_of_the_place_and_day(
    tmp_path: Path, place: str | None, day: date, text: str
) -> None:
    words = "{severe} a month, else {open}"
    assert catalogue(tmp_path, 1, words).policy("one", place, day).benefit.text == text
