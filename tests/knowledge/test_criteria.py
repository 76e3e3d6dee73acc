"""Conditions with three values: every verb, every connective, counts over people, hints, other policies' verdicts."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from knowledge.catalogue import Catalogue
from knowledge.criteria import Finding
from knowledge.evaluation import Evaluation
from knowledge.parameters import Parameters
from knowledge.policy import AllOf, Condition, Parameter
from knowledge.situation import Situation
from knowledge.truth import Truth, all_of, any_of
from tests.knowledge.households import DAY, catalogue_of, condition, dictionary, family, judge_of, parameter_file, policy_file

LIMIT = {"parameter": "limit"}


class WithoutPolicies(Evaluation):
    """A household of which no verdict is asked."""

    def truth_of(self, policy_id: str) -> Truth:
        raise AssertionError(f"nobody asked for {policy_id}")


def found(rule: dict[str, Any], *people: dict[str, Any], place: str | None = "120000", **household: Any) -> Finding:
    """The finding of one condition; `limit` is 100, `open` was never verified."""
    national = [parameter_file("limit", ("2020-01-01", 100)), parameter_file("open")]
    parameters = Parameters({"national": {body["id"]: Parameter.model_validate(body) for body in national}})
    parsed: Condition = AllOf.model_validate({"all": [condition(**rule)]}).all[0]
    criterion = Catalogue({}, {}, parameters, dictionary(), "test").rule_book(place, DAY).criterion(parsed)
    known = WithoutPolicies(Situation(family(*people, **household), dictionary()))
    person = "self" if people else None
    finding = known.finding(criterion, person)
    assert finding.outcome is known.truth(criterion, person)
    return finding


def known(truth: Truth) -> dict[str, Any]:
    """A condition that has this value for a household without cars of whose homes nothing is known."""
    if truth is None:
        return condition(fact="household.homes", at_most=0)
    return condition(fact="household.cars", at_most=0) if truth else condition(fact="household.cars", above=0)


TRUTHS: list[Truth] = [True, False, None]


@pytest.mark.parametrize(("first", "second"), list(product(TRUTHS, TRUTHS)))
def test_any_is_yes_with_one_yes_and_unknown_while_one_may_be(first: Truth, second: Truth) -> None:
    expected = True if True in (first, second) else None if None in (first, second) else False
    assert found({"any": [known(first), known(second)]}, cars=0).outcome is expected


@pytest.mark.parametrize(("first", "second"), list(product(TRUTHS, TRUTHS)))
def test_all_is_no_with_one_no_and_unknown_while_one_may_be(first: Truth, second: Truth) -> None:
    expected = False if False in (first, second) else None if None in (first, second) else True
    assert found({"not": {"all": [known(first), known(second)]}}, cars=0).outcome is (None if expected is None else not expected)
    assert all_of([first, second]) is expected


@pytest.mark.parametrize(("truth", "expected"), [(True, False), (False, True), (None, None)])
def test_not_turns_yes_and_no_and_leaves_unknown(truth: Truth, expected: Truth) -> None:
    assert found({"not": known(truth)}, cars=0).outcome is expected


def test_nothing_asked_is_all_and_not_any() -> None:
    assert all_of([]) is True
    assert any_of([]) is False


@pytest.mark.parametrize(
    ("verb", "under", "exactly", "over"),
    [
        ("below", True, False, False),
        ("at_most", True, True, False),
        ("above", False, False, True),
        ("at_least", False, True, True),
    ],
)
def test_a_comparison_is_sharp_at_its_threshold(verb: str, under: bool, exactly: bool, over: bool) -> None:
    rule = {"fact": "household.savings", verb: LIMIT}
    outcomes = [found(rule, savings=amount).outcome for amount in (99.99, 100, 100.01)]
    assert outcomes == [under, exactly, over]


@pytest.mark.parametrize("verb", ["below", "at_most", "above", "at_least"])
@pytest.mark.parametrize("savings", [None, {"min": 50, "max": 150}, {"min": 50}, {"max": 150}])
def test_a_range_that_straddles_the_threshold_is_unknown(verb: str, savings: Any) -> None:
    finding = found({"fact": "household.savings", verb: LIMIT}, savings=savings)
    assert finding.outcome is None
    assert finding.gap.facts == ("household.savings",)


@pytest.mark.parametrize(("verb", "low", "high"), [("below", True, False), ("at_least", False, True)])
def test_a_range_wholly_on_one_side_is_decided(verb: str, low: bool, high: bool) -> None:
    assert found({"fact": "household.savings", verb: LIMIT}, savings={"min": 1, "max": 99}).outcome is low
    assert found({"fact": "household.savings", verb: LIMIT}, savings={"min": 100}).outcome is high


@pytest.mark.parametrize(
    ("rule", "yes", "no"),
    [
        ({"fact": "household.insured", "is": True}, True, False),
        ({"fact": "household.insured", "is": False}, False, True),
        ({"fact": "household.hukou_type", "is": "rural"}, "rural", "urban"),
        ({"fact": "household.home_danger", "one_of": ["c", "d"]}, "d", "none"),
        ({"fact": "household.receiving", "includes": ["dibao", "tekun-gongyang"]}, ["dibao"], []),
        ({"fact": "household.receiving", "excludes": ["dibao"]}, [], ["falv-yuanzhu", "dibao"]),
        ({"fact": "household.homes", "is": 1}, 1, 2),
    ],
)
def test_a_verb_is_yes_no_or_unknown(rule: dict[str, Any], yes: Any, no: Any) -> None:
    name = rule["fact"].split(".")[1]
    assert found(rule, **{name: yes}).outcome is True
    assert found(rule, **{name: no}).outcome is False
    unknown = found(rule, **{name: None})
    assert (unknown.outcome, unknown.gap.facts) == (None, (rule["fact"],))


def test_a_range_is_not_yet_one_of_the_values() -> None:
    assert found({"fact": "household.homes", "is": 1}, homes={"min": 1, "max": 2}).outcome is None


def test_the_facts_and_the_limit_of_a_comparison_are_shown() -> None:
    finding = found({"fact": "household.income_per_head", "below": LIMIT}, monthly_income=150, size=2)
    assert finding.facts == {"household.monthly_income": 150, "household.size": 2, "household.income_per_head": 75}
    assert finding.against == 100


@pytest.mark.parametrize(
    ("household", "missing"),
    [({"size": 2}, "household.monthly_income"), ({"monthly_income": 150}, "household.size"), ({}, "household.monthly_income")],
)
def test_a_derived_fact_misses_first_the_input_of_which_nothing_is_known(household: dict[str, Any], missing: str) -> None:
    assert found({"fact": "household.income_per_head", "below": LIMIT}, **household).gap.facts == (missing,)


def test_a_limit_that_rests_on_a_vague_fact_asks_for_that_fact() -> None:
    rule = {"fact": "household.rigid_spend_year", "above": {"multiply": [0.5, "household.income_year"]}}
    finding = found(rule, rigid_spend_year=6000, monthly_income={"min": 900, "max": 1100})
    assert (finding.outcome, finding.gap.facts) == (None, ("household.monthly_income",))


def test_a_number_nobody_verified_leaves_it_open_and_asks_for_nothing() -> None:
    finding = found({"fact": "household.savings", "below": {"parameter": "open"}})
    assert (finding.outcome, finding.gap.facts, finding.gap.open_parameters) == (None, (), ("open",))


def test_without_a_place_the_place_is_asked_for() -> None:
    assert found({"fact": "household.savings", "below": {"parameter": "open"}}, place=None, savings=1).gap.facts == (
        "household.hukou",
    )


def count(bound: dict[str, int], *tests: dict[str, Any]) -> dict[str, Any]:
    return {"count_of": {"where": list(tests or ({"fact": "person.serious_illness", "is": True},))}, **bound}


ILL, WELL = {"serious_illness": True}, {"serious_illness": False}


@pytest.mark.parametrize(
    ("people", "household", "expected"),
    [
        ([ILL, WELL], {"size": 2}, True),
        ([WELL, WELL], {"size": 2}, False),
        ([WELL, {}], {"size": 2}, None),
        ([WELL, WELL], {"size": 3}, None),
        ([WELL, ILL], {"size": 3}, True),
        ([WELL], {"nobody": ["serious_illness"]}, False),
        ([], {}, None),
        ([], {"nobody": ["serious_illness"]}, False),
    ],
)
def test_at_least_one_needs_one_who_is_sure(people: list[dict[str, Any]], household: dict[str, Any], expected: Truth) -> None:
    assert found(count({"at_least": 1}), *people, **household).outcome is expected


@pytest.mark.parametrize(
    ("people", "household", "expected"),
    [
        ([WELL, WELL], {"size": 2}, True),
        ([ILL, WELL], {"size": 2}, False),
        ([ILL], {}, False),
        ([WELL], {}, None),
        ([WELL], {"nobody": ["serious_illness"]}, True),
        ([WELL, {}], {"people_complete": True}, None),
    ],
)
def test_at_most_nobody_is_sure_only_when_the_list_is_closed(
    people: list[dict[str, Any]], household: dict[str, Any], expected: Truth
) -> None:
    assert found(count({"at_most": 0}), *people, **household).outcome is expected


def test_a_count_of_two_wants_two() -> None:
    assert found(count({"at_least": 2}), ILL, WELL, size=2).outcome is False
    assert found(count({"at_least": 2}), ILL, {}, size=2).outcome is None
    assert found(count({"at_least": 2}), ILL, ILL, size=5).outcome is True


def test_a_count_asks_for_what_is_unknown_of_each_person_and_of_the_unnamed() -> None:
    assert found(count({"at_least": 1}), WELL, {}, size=2).gap.facts == ("people.p2.serious_illness",)
    assert found(count({"at_least": 1}), WELL, {}).gap.facts == ("people.p2.serious_illness", "people.any.serious_illness")


def test_a_person_counts_only_when_all_tests_hold() -> None:
    tests = (
        {"fact": "person.age", "at_least": 60},
        {"any": [{"fact": "person.sex", "is": "female"}, {"fact": "person.veteran", "is": True}]},
    )
    rule = count({"at_least": 1}, *tests)
    assert found(rule, {"age": 70, "sex": "male", "veteran": False}, size=1).outcome is False
    assert found(rule, {"age": 70, "sex": "male"}, size=1).gap.facts == ("people.self.veteran",)
    assert found(rule, {"age": 70, "veteran": True}, size=1).outcome is True
    assert found(rule, {"age": 50, "sex": "female"}, size=1).outcome is False


def test_a_count_against_a_number_nobody_verified_says_so() -> None:
    finding = found(count({"at_least": 1}, {"fact": "person.age", "at_least": {"parameter": "open"}}), {"age": 70}, size=1)
    assert (finding.outcome, finding.gap.open_parameters) == (None, ("open",))


def test_a_count_shows_the_facts_of_those_who_count() -> None:
    assert found(count({"at_least": 1}), ILL, WELL, size=2).facts == {"people.self.serious_illness": True}


def test_a_failed_test_that_a_locality_may_exempt_is_a_hint_and_no_refusal() -> None:
    rule = {"fact": "household.cars", "at_most": 0, "when_no": "unknown"}
    finding = found(rule, cars=1)
    assert (finding.outcome, finding.hinted, finding.gap.facts) == (None, True, ())


def test_a_hint_neither_changes_a_yes_nor_what_is_still_unknown() -> None:
    rule = {"fact": "household.cars", "at_most": 0, "when_no": "unknown"}
    assert found(rule, cars=0).outcome is True
    unknown = found(rule)
    assert (unknown.outcome, unknown.hinted, unknown.gap.facts) == (None, False, ("household.cars",))


def test_only_the_branches_that_are_open_say_what_is_missing() -> None:
    rule = {"any": [known(False), known(None)]}
    assert found(rule, cars=0).gap.facts == ("household.homes",)
    assert found({"any": [known(True), known(None)]}, cars=0).gap.facts == ()


def test_a_negated_group_keeps_its_parts_to_show_their_facts() -> None:
    finding = found({"not": {"all": [known(True), known(False)]}}, cars=0)
    assert [child.outcome for child in finding.children] == [False]


@pytest.mark.parametrize(
    ("income", "other", "asked", "negated"),
    [(50, "eligible", None, None), (500, "ineligible", False, True), (None, "undetermined", None, None)],
)
def test_another_verdict_is_no_when_ineligible_and_unknown_otherwise(
    tmp_path: Path, income: int | None, other: str, asked: Truth, negated: Truth
) -> None:
    first = policy_file("first", condition(fact="household.monthly_income", below=100))
    resting = policy_file("resting", condition(verdict_of="first"))
    opposite = policy_file("opposite", condition(**{"not": condition(verdict_of="first")}))
    judge = judge_of(catalogue_of(tmp_path, first, resting, opposite), family(monthly_income=income))
    verdicts = {result.policy.id: result for result in judge.results()}
    assert verdicts["first"].verdict == other
    assert verdicts["resting"].reasons[0].outcome is asked
    assert verdicts["opposite"].reasons[0].outcome is negated


def test_a_policy_that_is_not_in_force_is_a_no(tmp_path: Path) -> None:
    ended = policy_file("ended", known(True), in_force={"from": "2020-01-01", "until": "2021-12-31"})
    judge = judge_of(catalogue_of(tmp_path, ended, policy_file("resting", condition(verdict_of="ended"))), family(cars=0))
    assert [(result.policy.id, result.verdict) for result in judge.results()] == [("resting", "ineligible")]
