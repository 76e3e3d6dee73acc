"""The plan: urgent aid first, recognitions before what rests on them, nothing that excludes another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from knowledge.catalogue import load_catalogue
from knowledge.plan import PlanStep, make_plan
from knowledge.wording import wording
from tests.knowledge.households import HEPING, Facts, catalogue_of, condition, family, judge_of, policy_file

HOLDS = condition(fact="household.cars", at_most=0)
FAILS = condition(fact="household.cars", above=0)
OPEN = condition(fact="household.homes", at_most=0)
FACTS = family(cars=0, difficulties=["living"])


def plan(folder: Path, *policies: dict[str, Any], facts: Facts = FACTS) -> list[PlanStep]:
    judge = judge_of(catalogue_of(folder, *policies), facts)
    return make_plan(judge, judge.results())


def order(folder: Path, *policies: dict[str, Any], facts: Facts = FACTS) -> list[str]:
    return [step.policy_id for step in plan(folder, *policies, facts=facts)]


def excludes(other: str) -> dict[str, Any]:
    return {"relations": [{"with": other, "relation": "excludes", "text": "t"}]}


def test_urgent_aid_comes_first_even_while_it_is_uncertain(tmp_path: Path) -> None:
    sure, urgent = policy_file("sure", HOLDS), policy_file("urgent", HOLDS, OPEN, difficulties=["sudden"])
    steps = plan(tmp_path, sure, urgent, facts=family(cars=0, difficulties=["living"], emergency="fire"))
    assert [(step.step, step.policy_id) for step in steps] == [(1, "urgent"), (2, "sure")]
    assert steps[0].why == wording()["reasons"]["urgent"]


def test_without_an_emergency_emergency_aid_has_no_precedence(tmp_path: Path) -> None:
    urgent = policy_file("a-urgent", HOLDS, OPEN, difficulties=["sudden", "living"])
    assert order(tmp_path, urgent, policy_file("sure", HOLDS)) == ["sure", "a-urgent"]


def test_a_recognition_comes_before_what_rests_on_it(tmp_path: Path) -> None:
    resting = policy_file("a-resting", HOLDS, HOLDS, condition(verdict_of="recognition"))
    steps = plan(tmp_path, resting, policy_file("b-other", HOLDS, HOLDS), policy_file("recognition", HOLDS))
    assert [step.policy_id for step in steps] == ["recognition", "b-other", "a-resting"]
    assert steps[0].why == wording()["reasons"]["eligible_first"]
    assert steps[2].why == wording()["reasons"]["undetermined"]


def test_what_is_sure_comes_before_what_has_to_be_cleared_up(tmp_path: Path) -> None:
    assert order(tmp_path, policy_file("a-open", HOLDS, OPEN), policy_file("sure", HOLDS)) == ["sure", "a-open"]


def test_of_two_that_exclude_each_other_only_the_better_one_is_proposed(tmp_path: Path) -> None:
    first, second = policy_file("a-open", HOLDS, OPEN), policy_file("sure", HOLDS, **excludes("a-open"))
    assert order(tmp_path, first, second) == ["sure"]


def test_an_exclusion_counts_whichever_of_the_two_says_it(tmp_path: Path) -> None:
    first, second = policy_file("a-open", HOLDS, OPEN, **excludes("sure")), policy_file("sure", HOLDS)
    assert order(tmp_path, first, second) == ["sure"]


def test_what_one_is_not_entitled_to_is_not_proposed(tmp_path: Path) -> None:
    assert order(tmp_path, policy_file("no", FAILS)) == []


def test_an_uncertain_policy_against_another_difficulty_is_not_proposed(tmp_path: Path) -> None:
    assert order(tmp_path, policy_file("school", HOLDS, OPEN, difficulties=["schooling"])) == []


def test_an_uncertain_policy_of_which_nothing_is_known_is_not_proposed(tmp_path: Path) -> None:
    assert order(tmp_path, policy_file("unknown", OPEN)) == []


def test_a_policy_for_two_people_is_one_step(tmp_path: Path) -> None:
    old = condition(fact="person.age", at_least=80)
    facts = family({"age": 81}, {"age": 85}, difficulties=["living"])
    assert order(tmp_path, policy_file("old", old, about="person"), facts=facts) == ["old"]


def test_every_step_of_a_real_plan_is_numbered_and_explained() -> None:
    facts = family(
        {"age": 45}, size=3, people_complete=True, monthly_income=2000, savings=0, homes=0, cars=0, hukou=HEPING, receiving=[]
    )
    judge = judge_of(load_catalogue(), facts)
    steps = make_plan(judge, judge.results())
    assert [step.step for step in steps] == list(range(1, len(steps) + 1))
    assert "dibao" in {step.policy_id for step in steps}
    assert all(step.why for step in steps)


def test_a_real_plan_names_nothing_that_a_sure_step_excludes() -> None:
    facts = family(
        {"age": 70, "supporters": "none", "monthly_income": 0}, size=1, monthly_income=0, savings=0, hukou=HEPING, receiving=[]
    )
    judge = judge_of(load_catalogue(), facts)
    results = judge.results()
    taken = {step.policy_id for step in make_plan(judge, results)}
    sure = {result.policy.id for result in results if result.verdict == "eligible"} & taken
    relations = [(name, relation) for name in sure for relation in load_catalogue().policies[name].relations]
    assert [(name, other.with_) for name, other in relations if other.relation == "excludes" and other.with_ in taken] == []


def test_two_that_exclude_each_other_are_both_named_while_both_are_open(tmp_path: Path) -> None:
    first, second = policy_file("a-open", HOLDS, OPEN, **excludes("b-open")), policy_file("b-open", HOLDS, OPEN)
    assert order(tmp_path, first, second) == ["a-open", "b-open"]
