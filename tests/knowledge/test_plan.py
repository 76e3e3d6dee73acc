"""The plan: urgent aid first, recognitions before what rests on them, nothing that excludes another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from knowledge.catalogue import load_catalogue
from knowledge.conditions import walk
from knowledge.plan import PlanStep, make_plan, plan_order
from knowledge.policy import VerdictCondition
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
    assert steps[2].why == wording()["reasons"]["window"].format(conditions="condition")


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


def gives_access(other: str) -> dict[str, Any]:
    return {"relation": "gives_access", "with": other, "text": "opens"}


def test_a_step_names_what_it_opens_but_not_what_is_ruled_out(tmp_path: Path) -> None:
    pass_to = policy_file("pass", HOLDS, relations=[gives_access("open"), gives_access("refused")])
    steps = plan(tmp_path, pass_to, policy_file("open", HOLDS, OPEN, name="next door"), policy_file("refused", FAILS))
    assert [beside.policy_id for beside in steps[0].follows] == ["open"]
    assert steps[0].why == wording()["reasons"]["opens"].format(names="next door")


def rests_on(other: str) -> dict[str, Any]:
    return {"relation": "rests_on", "with": other, "text": "first that one"}


def test_a_step_names_what_says_of_itself_that_it_rests_on_it(tmp_path: Path) -> None:
    resting = policy_file("resting", HOLDS, OPEN, relations=[rests_on("basis")])
    steps = plan(tmp_path, policy_file("basis", HOLDS), resting)
    assert [(step.policy_id, [beside.policy_id for beside in step.follows]) for step in steps] == [
        ("basis", ["resting"]),
        ("resting", []),
    ]


def test_what_both_policies_say_of_each_other_is_named_once_in_the_words_of_the_step(tmp_path: Path) -> None:
    basis = policy_file("basis", HOLDS, relations=[gives_access("resting")])
    steps = plan(tmp_path, basis, policy_file("resting", HOLDS, OPEN, relations=[rests_on("basis")]))
    assert [(beside.policy_id, beside.text) for beside in steps[0].follows] == [("resting", "opens")]


def test_of_what_a_step_opens_what_fits_comes_before_what_is_open(tmp_path: Path) -> None:
    basis = policy_file("basis", HOLDS, relations=[gives_access("a-open"), gives_access("z-sure")])
    steps = plan(tmp_path, basis, policy_file("a-open", HOLDS, OPEN), policy_file("z-sure", HOLDS))
    (step,) = [step for step in steps if step.policy_id == "basis"]
    assert [beside.policy_id for beside in step.follows] == ["z-sure", "a-open"]


def test_no_shipped_policy_opens_what_it_itself_asks_for() -> None:
    policies = load_catalogue().policies
    parts = [(name, part) for name, policy in policies.items() for part in walk(policy.rule)]
    asks = {(name, part.verdict_of) for name, part in parts if isinstance(part, VerdictCondition)}
    said = [(name, relation) for name, policy in policies.items() for relation in policy.relations]
    assert asks & {(name, relation.with_) for name, relation in said if relation.relation == "gives_access"} == set()


def test_a_step_names_what_it_was_chosen_over_and_why(tmp_path: Path) -> None:
    relation = {"with": "other", "relation": "excludes", "text": "only one of the two"}
    (step,) = plan(tmp_path, policy_file("sure", HOLDS, relations=[relation]), policy_file("other", HOLDS, OPEN))
    assert [(beside.policy_id, beside.text) for beside in step.instead_of] == [("other", "only one of the two")]


def test_what_is_open_says_which_answers_it_waits_for(tmp_path: Path) -> None:
    (step,) = plan(tmp_path, policy_file("open", HOLDS, OPEN))
    label = load_catalogue().dictionary.household["homes"].label
    assert step.why == wording()["reasons"]["missing"].format(facts=label)


def test_what_only_the_window_can_say_names_the_condition(tmp_path: Path) -> None:
    exempted = condition(fact="household.cars", above=0, when_no="unknown", label="a car", note="the window decides")
    (step,) = plan(tmp_path, policy_file("open", HOLDS, HOLDS, exempted))
    assert step.why == wording()["reasons"]["window"].format(conditions="a car")


SERVICE, CHARITY = plan_order().last


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        ({"a": CHARITY, "b": SERVICE, "c": "c"}, ["c", "b", "a"]),
        ({"a": SERVICE, "b": "c"}, ["b", "a"]),
        ({"a": "c", "b": CHARITY}, ["a", "b"]),
    ],
)
def test_services_come_after_the_rest_and_charity_last(tmp_path: Path, categories: dict[str, str], expected: list[str]) -> None:
    assert order(tmp_path, *(policy_file(name, HOLDS, category=category) for name, category in categories.items())) == expected


def test_services_come_even_after_what_has_to_be_cleared_up(tmp_path: Path) -> None:
    assert order(tmp_path, policy_file("a-service", HOLDS, category=SERVICE), policy_file("open", HOLDS, OPEN)) == [
        "open",
        "a-service",
    ]


@pytest.mark.parametrize(
    ("conditions", "category", "expected"),
    [
        ([OPEN], CHARITY, ["sure", "rest"]),
        ([OPEN], SERVICE, ["sure", "rest"]),
        ([FAILS], CHARITY, ["sure"]),
        ([OPEN], "c", ["sure"]),
    ],
)
def test_for_a_difficulty_no_step_answers_a_service_or_charity_stands_in(
    tmp_path: Path, conditions: list[Any], category: str, expected: list[str]
) -> None:
    rest = policy_file("rest", *conditions, category=category, difficulties=["illness"])
    steps = plan(tmp_path, policy_file("sure", HOLDS), rest, facts=family(cars=0, difficulties=["living", "illness"]))
    assert [step.policy_id for step in steps] == expected
    assert len(steps) == 1 or steps[1].why == wording()["reasons"]["rest"]


RETIRED = {"age": 70, "work": "retired", "disability_grade": "none", "serious_illness": False}
POOR = {"income_not_counted": 0, "people_complete": True, "savings": 0, "homes": 0, "cars": 0, "hukou": HEPING, "receiving": []}


@pytest.mark.parametrize(
    ("person", "household", "first", "over"),
    [
        ({**RETIRED, "monthly_income": 0, "supporters": "none"}, {"monthly_income": 0}, "tekun-gongyang", "dibao"),
        ({**RETIRED, "monthly_income": 0, "supporters": "able"}, {"monthly_income": 0}, "dibao", "gangxing-zhichu"),
        (RETIRED, {"monthly_income": 1300}, "dibao-bianyuan", "gangxing-zhichu"),
        ({**RETIRED, "work": "flexible"}, {"monthly_income": 1300}, "dibao-bianyuan", "dibao"),
    ],
)
def test_of_the_recognitions_one_is_chosen_and_the_other_named(
    person: dict[str, Any], household: dict[str, Any], first: str, over: str
) -> None:
    judge = judge_of(load_catalogue(), family(person, difficulties=["living"], **POOR, **household))
    steps = make_plan(judge, judge.results())
    chosen = next(step for step in steps if step.policy_id == first)
    assert steps[0] == chosen
    assert over in [beside.policy_id for beside in chosen.instead_of]
    assert over not in [step.policy_id for step in steps]


def test_what_is_core_to_a_difficulty_is_named_while_it_is_open_however_little_is_known() -> None:
    judge = judge_of(load_catalogue(), family(difficulties=["illness"]))
    named = {step.policy_id for step in make_plan(judge, judge.results())}
    assert set(plan_order().core["illness"]) <= named


def test_what_is_core_to_a_difficulty_is_not_named_once_it_is_ruled_out() -> None:
    judge = judge_of(load_catalogue(), family(difficulties=["housing"], hukou_type="urban"))
    named = {step.policy_id for step in make_plan(judge, judge.results())}
    assert "nongcun-weifang" in plan_order().core["housing"] and "nongcun-weifang" not in named


def test_the_core_names_difficulties_and_policies_there_are() -> None:
    catalogue, core = load_catalogue(), plan_order().core
    options = {str(value) for option in catalogue.dictionary.household["difficulties"].options for value in option.value}
    assert set(core) <= options
    assert {name for names in core.values() for name in names} <= set(catalogue.policies)


def test_what_is_open_of_several_is_said_once_of_the_family() -> None:
    judge = judge_of(load_catalogue(), family({}, {"relation": "mother"}, difficulties=["illness"]))
    (step,) = [step for step in make_plan(judge, judge.results()) if step.policy_id == "cishan-dabing"]
    label = load_catalogue().dictionary.person["serious_illness"].label
    assert step.why.count(label) == 1
    assert wording()["fact_of_several"].format(label=label) in step.why


def test_what_is_core_and_not_yet_touched_claims_no_condition_that_holds() -> None:
    judge = judge_of(load_catalogue(), family(difficulties=["disaster"]))
    open_of_all = {result.policy.id for result in judge.results() if result.verdict == "undetermined" and not result.holding}
    steps = [step for step in make_plan(judge, judge.results()) if step.policy_id in open_of_all]
    head = wording()["reasons"]["core"].split("{")[0]
    assert steps and all(step.why.startswith(head) for step in steps)
