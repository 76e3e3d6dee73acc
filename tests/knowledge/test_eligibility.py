"""Verdicts as the contract promises them, for the shipped catalogue."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.catalogue import FOLDER, load_catalogue
from knowledge.conditions import walk
from knowledge.eligibility import Result
from knowledge.policy import Labelled
from tests.knowledge.households import (
    DANYANG,
    DAY,
    HEPING,
    TIANJIN,
    Facts,
    catalogue_of,
    changed,
    condition,
    family,
    judge_of,
    judged,
    overlay_file,
    parameter_file,
    policy_file,
    write_catalogue,
)

MINUS = "\u2212"
POOR = family(
    {"relation": "self", "age": 45},
    size=3,
    people_complete=True,
    monthly_income=2000,
    income_not_counted=0,
    savings=5000,
    homes=1,
    cars=0,
    hukou=HEPING,
    receiving=[],
)


def dibao(facts: Facts, **options: Any) -> Result:
    (result,) = judged(facts, "dibao", **options)
    return result


def reason(result: Result, identifier: str) -> Any:
    return next(entry for entry in result.reasons if entry.id == identifier)


def test_a_family_of_three_with_2000_yuan_gets_the_difference_to_the_standard() -> None:
    result = dibao(POOR)
    assert result.verdict == "eligible"
    assert result.amount.value is not None and (result.amount.value.low, result.amount.value.high) == (1135, 1135)
    assert result.amount.formula == f"1045×3{MINUS}2000"


def test_before_september_2025_the_old_standard_holds() -> None:
    result = dibao(POOR, day=date(2025, 8, 31))
    assert result.amount.formula == f"1010×3{MINUS}2000"
    assert reason(result, "income").against == 1010


def test_a_reason_shows_what_it_looked_at_and_what_it_was_compared_with() -> None:
    income = reason(dibao(POOR), "income")
    assert income.outcome is True
    assert income.against == 1045
    assert income.facts["household.monthly_income"] == 2000


@pytest.mark.parametrize("place", [None, HEPING, DANYANG])
def test_every_reason_of_every_policy_has_a_label_and_a_clause(place: str | None) -> None:
    for result in judge_of(load_catalogue(), POOR, place).results():
        assert result.reasons, result.policy.id
        assert all(entry.label and entry.clause for entry in result.reasons), result.policy.id


def test_every_policy_in_force_is_judged() -> None:
    judge = judge_of(load_catalogue(), family())
    in_force = {policy.id for policy in load_catalogue().policies.values() if policy.in_force.holds_on(DAY)}
    assert {result.policy.id for result in judge.results()} == in_force


def test_the_reasons_of_an_alternative_show_the_facts_of_the_branch_that_decided() -> None:
    assert reason(dibao(POOR), "cars").facts == {"household.cars": 0}
    care = dibao(changed(POOR, cars=1, car_for_care=True))
    assert reason(care, "cars").facts == {"household.car_for_care": True}


def test_a_negated_group_shows_the_facts_it_looked_at() -> None:
    (result,) = judged(changed(POOR, monthly_income=4000), "dibao-bianyuan")
    assert reason(result, "not_dibao").facts["household.monthly_income"] == 4000


def test_nothing_known_is_undetermined_and_says_what_is_missing() -> None:
    result = dibao(family(), locality=TIANJIN)
    assert result.verdict == "undetermined"
    assert "household.monthly_income" in result.missing
    assert result.failing == ()


def test_what_is_known_is_not_missing() -> None:
    assert dibao(changed(POOR, savings=None)).missing == ("household.savings",)
    assert dibao(POOR).missing == ()


def test_what_stands_against_it_is_said() -> None:
    result = dibao(changed(POOR, monthly_income=9000))
    assert result.verdict == "ineligible"
    assert result.failing == ("income",)
    assert result.would_change == (reason(result, "income").label,)
    assert result.amount.value is None


def test_what_the_window_may_exempt_is_undetermined_with_a_note() -> None:
    result = dibao(changed(POOR, savings=900_000))
    assert result.verdict == "undetermined"
    assert reason(result, "savings").note


def test_a_number_nobody_verified_leaves_it_open_with_a_note() -> None:
    result = dibao(changed(POOR, hukou=DANYANG))
    assert result.verdict == "undetermined"
    assert "dibao.monthly_standard" in result.open_parameters
    note = reason(result, "income").note
    parameter = load_catalogue().parameters.find("dibao.monthly_standard", DANYANG)
    assert parameter is not None and parameter.open is not None and parameter.open in note


def test_another_verdict_that_is_not_a_no_is_named_in_the_note(tmp_path: Path) -> None:
    first = policy_file("first", condition(fact="household.cars", at_most=0), name="the first one")
    judge = judge_of(catalogue_of(tmp_path, first, policy_file("second", condition(verdict_of="first"))), family(cars=0))
    note = judge.results()[1].reasons[0].note
    assert note is not None and "the first one" in note


def test_the_note_of_the_part_that_leaves_a_condition_open_is_said() -> None:
    (result,) = judged(family({"relation": "self", "age": 30}, size=1, legal_matter="violence"), "renmin-tiaojie")
    assert result.verdict == "undetermined"
    note = reason(result, "dispute").note
    assert note is not None and note in {part.note for part in walk(result.policy.rule) if isinstance(part, Labelled)}


def test_the_note_of_a_part_that_is_settled_is_not_said() -> None:
    (result,) = judged(family({"relation": "self", "age": 30}, size=1), "renmin-tiaojie")
    assert result.verdict == "undetermined"
    assert reason(result, "dispute").note is None


# ---- policies about a person


def of_people(facts: Facts) -> dict[str | None, str]:
    return {result.person: result.verdict for result in judged(facts, "gaoling-jintie")}


def test_a_policy_about_a_person_has_one_result_for_each() -> None:
    assert of_people(family({"age": 45}, {"age": 9}, people_complete=True, hukou=HEPING)) == {
        "self": "ineligible",
        "p2": "ineligible",
    }


def test_nobody_it_could_be_about_on_an_open_list_gives_one_that_is_undetermined() -> None:
    assert of_people(family({"age": 45}, hukou=HEPING)) == {"self": "ineligible", None: "undetermined"}


def test_with_nobody_named_at_all_there_is_one_result_about_nobody() -> None:
    assert of_people(family(hukou=HEPING)) == {None: "undetermined"}
    assert of_people(family(hukou=HEPING, people_complete=True)) == {None: "undetermined"}


def test_somebody_it_could_be_about_needs_no_result_about_nobody() -> None:
    assert of_people(family({}, hukou=HEPING)) == {"self": "undetermined"}


def test_a_policy_about_the_household_has_one_result_about_nobody() -> None:
    assert [result.person for result in judged(POOR, "dibao")] == [None]


# ---- whose place, which day


def standard(income: int, **options: Any) -> str:
    """The verdict in a catalogue whose standard is 100 in 天津, 200 in 江苏 and open in the nation."""
    catalogue = options.pop("catalogue")
    place = options.pop("locality", None)
    return judge_of(catalogue, family(monthly_income=income, **options), place).results()[0].verdict


@pytest.mark.parametrize(
    ("whose", "options", "verdict"),
    [
        ("hukou", {"hukou": HEPING, "residence": DANYANG, "locality": DANYANG}, "ineligible"),
        ("hukou", {"residence": DANYANG, "locality": HEPING}, "eligible"),
        ("hukou", {"locality": DANYANG}, "eligible"),
        ("hukou", {}, "undetermined"),
        ("residence", {"hukou": HEPING, "residence": DANYANG, "locality": HEPING}, "eligible"),
        ("residence", {"hukou": HEPING, "locality": DANYANG}, "ineligible"),
        ("locality", {"hukou": HEPING, "residence": HEPING, "locality": DANYANG}, "eligible"),
        ("locality", {"hukou": HEPING, "residence": DANYANG}, "eligible"),
        ("locality", {"hukou": HEPING}, "ineligible"),
    ],
)
def test_each_policy_says_whose_place_sets_its_numbers(tmp_path: Path, whose: str, options: dict[str, Any], verdict: str) -> None:
    rule = condition(fact="household.monthly_income", below={"parameter": "standard"})
    files = {
        "policies/national/local.yaml": policy_file("local", rule, place=whose),
        "parameters/national/standard.yaml": parameter_file("standard"),
        "parameters/120000/standard.yaml": parameter_file("standard", ("2020-01-01", 100)),
        "parameters/320000/standard.yaml": parameter_file("standard", ("2020-01-01", 200)),
    }
    catalogue = catalogue_of(write_catalogue(tmp_path, files))
    assert standard(150, catalogue=catalogue, **options) == verdict


def test_what_a_place_changes_is_judged_there_and_nowhere_else(tmp_path: Path) -> None:
    national = policy_file("local", condition(id="cars", fact="household.cars", at_most=0))
    files = {
        "policies/national/local.yaml": national,
        "policies/120000/local.yaml": overlay_file(
            "local", TIANJIN, replace={"cars": condition(id="cars", fact="household.cars", at_most=1)}
        ),
        "policies/321181/local.yaml": overlay_file(
            "local", DANYANG, add=[condition(id="homes", fact="household.homes", at_most=0)]
        ),
    }
    catalogue = catalogue_of(write_catalogue(tmp_path, files))
    facts = family(cars=1, homes=1)
    failing = {place: judge_of(catalogue, facts, place).results()[0].failing for place in (None, HEPING, DANYANG)}
    assert failing == {None: ("cars",), HEPING: (), DANYANG: ("cars", "homes")}


@pytest.mark.parametrize(("day", "count"), [("2019-12-31", 0), ("2020-01-01", 1), ("2021-12-31", 1), ("2022-01-01", 0)])
def test_a_policy_vanishes_after_its_last_day(tmp_path: Path, day: str, count: int) -> None:
    rule = condition(fact="household.cars", at_most=0)
    catalogue = catalogue_of(tmp_path, policy_file("ended", rule, in_force={"from": "2020-01-01", "until": "2021-12-31"}))
    assert len(judge_of(catalogue, family(cars=0), day=date.fromisoformat(day)).results()) == count


def test_no_policy_is_judged_on_a_day_before_it_began() -> None:
    day = date(2019, 1, 1)
    judge = judge_of(load_catalogue(), POOR, TIANJIN, day)
    judged_then = {result.policy.id for result in judge.results()}
    assert judged_then == {name for name, policy in load_catalogue().policies.items() if policy.in_force.from_ <= day}
    assert "dibao" not in judged_then


def test_judging_twice_gives_the_same() -> None:
    first, second = judge_of(load_catalogue(), POOR, None, DAY), judge_of(load_catalogue(), POOR, None, DAY)
    assert [(result, result.reasons, result.amount) for result in first.results()] == [
        (result, result.reasons, result.amount) for result in second.results()
    ]


@pytest.mark.parametrize(
    ("household", "verdict", "failing"),
    [
        ({}, "eligible", ()),
        ({"monthly_income": 2999}, "eligible", ()),
        ({"monthly_income": 3000}, "ineligible", ("income",)),
        ({"monthly_income": 3000, "income_not_counted": 1}, "eligible", ()),
        ({"monthly_income": 3000, "income_not_counted": None}, "undetermined", ()),
        ({"rigid_spend_year": 12_001}, "eligible", ()),
        ({"rigid_spend_year": 12_000}, "ineligible", ("rigid_share",)),
    ],
)
def test_where_the_income_line_is_published_a_family_with_too_much_necessary_spending_is_recognised(
    tmp_path: Path, household: dict[str, Any], verdict: str, failing: tuple[str, ...]
) -> None:
    entry = yaml.safe_load((FOLDER / "policies/national/gangxing-zhichu.yaml").read_text("utf-8"))
    files = {
        "policies/national/gangxing-zhichu.yaml": {**entry, "relations": []},
        "parameters/national/dibao.monthly_standard.yaml": parameter_file("dibao.monthly_standard", ("2020-01-01", 1000)),
        "parameters/national/bianyuan.savings_months.yaml": parameter_file("bianyuan.savings_months", ("2020-01-01", 36)),
        "parameters/national/gangxing.rigid_share.yaml": parameter_file("gangxing.rigid_share", ("2020-01-01", 0.5)),
        "parameters/national/income.disposable_per_head.yaml": parameter_file(
            "income.disposable_per_head", ("2020-01-01", 36_000)
        ),
    }
    known = {
        "size": 1,
        "monthly_income": 2000,
        "income_not_counted": 0,
        "rigid_spend_year": 20_000,
        "savings": 0,
        "homes": 1,
        "cars": 0,
    }
    facts = family({}, **{**known, "receiving": [], **household})
    (result,) = judge_of(load_catalogue(write_catalogue(tmp_path, files)), facts).results()
    assert (result.verdict, result.failing) == (verdict, failing)


@pytest.mark.parametrize(("away", "judged_people"), [("none", ["self", "p2"]), ("prison", ["self"]), ("dead", ["self"])])
def test_who_is_away_is_judged_for_nothing(away: str, judged_people: list[str]) -> None:
    facts = family({"age": 40}, {"age": 82, "away": away}, people_complete=True)
    assert [result.person for result in judged(facts, "gaoling-jintie")] == judged_people


def test_who_is_away_is_not_counted_among_those_who_work() -> None:
    people = [
        {"work": "unemployed", "serious_illness": False, "disability_grade": "none"},
        {"work": "employed", "away": "prison"},
    ]
    facts = {**changed(POOR, size=1, monthly_income=1300), "people": family(*people)["people"]}
    assert dibao(facts).verdict == "ineligible"
    assert dibao({**facts, "people": family(people[0], {**people[1], "away": "none"})["people"]}).verdict != "ineligible"
