"""The next question: what settles most, never what is settled, skipped or nobody's business."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from knowledge.catalogue import load_catalogue
from knowledge.planner import Question, next_question, person_name
from knowledge.situation import Situation, check_facts
from tests.knowledge.households import (
    DANYANG,
    DAY,
    HEPING,
    TIANJIN,
    Facts,
    catalogue_of,
    condition,
    dictionary,
    family,
    judge_of,
    policy_file,
)

CARS = condition(fact="household.cars", at_most=0)
HOMES = condition(fact="household.homes", at_most=0)
SIZE = condition(fact="household.size", at_most=2)
ILL = condition(fact="person.serious_illness", **{"is": True})
LIVING = {"difficulties": ["living"]}


def question(folder: Path, facts: Facts, *policies: dict[str, Any], skip: tuple[str, ...] = ()) -> Question | None:
    return next_question(judge_of(catalogue_of(folder, *policies), facts), skip)


def asked(folder: Path, facts: Facts, *policies: dict[str, Any], skip: tuple[str, ...] = ()) -> str | None:
    found = question(folder, facts, *policies, skip=skip)
    return found.fact if found else None


def test_the_first_question_is_what_the_trouble_is() -> None:
    found = next_question(judge_of(load_catalogue(), {}, TIANJIN))
    assert found is not None and found.fact == "household.difficulties"
    assert found.settles == sum(policy.in_force.holds_on(DAY) for policy in load_catalogue().policies.values())
    assert found.options


def test_a_difficulty_that_the_facts_show_need_not_be_named() -> None:
    found = next_question(judge_of(load_catalogue(), family({"serious_illness": True}), TIANJIN))
    assert found is not None and found.fact != "household.difficulties"


def test_what_is_asked_comes_with_its_wording_and_its_reason(tmp_path: Path) -> None:
    definition = dictionary().household["cars"]
    found = question(tmp_path, family(**LIVING), policy_file("one", CARS))
    assert found == Question(
        "household.cars", definition.question, definition.why, tuple(definition.options), 1, ("household.cars",)
    )


def test_the_fact_that_settles_most_is_asked_first(tmp_path: Path) -> None:
    policies = policy_file("one", HOMES), policy_file("two", CARS), policy_file("three", CARS)
    found = question(tmp_path, family(**LIVING), *policies)
    assert found is not None and (found.fact, found.settles) == ("household.cars", 2)


def test_between_equals_the_easier_question_is_asked(tmp_path: Path) -> None:
    savings = condition(fact="household.savings", at_most=0)
    assert asked(tmp_path, family(**LIVING), policy_file("one", savings), policy_file("two", CARS)) == "household.cars"


def test_what_was_asked_and_not_known_is_not_asked_again(tmp_path: Path) -> None:
    policies = policy_file("one", CARS, HOMES)
    first = asked(tmp_path, family(**LIVING), policies)
    assert first is not None
    second = asked(tmp_path, family(**LIVING), policies, skip=(first,))
    assert {first, second} == {"household.cars", "household.homes"}
    assert asked(tmp_path, family(**LIVING), policies, skip=("household.cars", "household.homes")) is None


def test_who_does_not_say_what_the_trouble_is_is_asked_other_things(tmp_path: Path) -> None:
    assert asked(tmp_path, family(), policy_file("one", CARS)) == "household.difficulties"
    assert asked(tmp_path, family(), policy_file("one", CARS), skip=("household.difficulties",)) == "household.cars"


def test_a_settled_policy_is_not_asked_about(tmp_path: Path) -> None:
    assert asked(tmp_path, family(cars=1, **LIVING), policy_file("one", CARS, HOMES)) is None


def test_a_policy_against_another_difficulty_is_not_asked_about(tmp_path: Path) -> None:
    assert asked(tmp_path, family(**LIVING), policy_file("one", CARS, difficulties=["schooling"])) is None


def test_when_everything_is_known_nothing_is_asked(tmp_path: Path) -> None:
    assert asked(tmp_path, family(cars=0, homes=0, **LIVING), policy_file("one", CARS, HOMES)) is None


def test_what_only_the_window_can_settle_is_not_asked(tmp_path: Path) -> None:
    assert (
        asked(
            tmp_path, family(cars=1, **LIVING), policy_file("one", condition(fact="household.cars", at_most=0, when_no="unknown"))
        )
        is None
    )


@pytest.mark.parametrize("people", [[], [{}], [{}, {}, {}]])
def test_one_question_about_anybody_is_asked_instead_of_one_for_each_person(tmp_path: Path, people: list[dict[str, Any]]) -> None:
    found = question(tmp_path, family(*people, **LIVING), policy_file("ill", ILL, about="person"))
    assert found is not None and found.fact == "people.any.serious_illness"
    assert found.text == dictionary().person["serious_illness"].question_any


def test_who_lives_alone_is_asked_directly(tmp_path: Path) -> None:
    found = question(tmp_path, family({"relation": "self"}, size=1, **LIVING), policy_file("ill", ILL, about="person"))
    assert found is not None and found.fact == "people.self.serious_illness"
    assert "{who}" not in found.text


def test_what_nobody_has_is_not_asked_of_anybody(tmp_path: Path) -> None:
    facts = family({}, {}, nobody=["serious_illness"], **LIVING)
    assert asked(tmp_path, facts, policy_file("ill", ILL, about="person")) is None


def test_a_question_that_presupposes_another_answer_waits_for_it(tmp_path: Path) -> None:
    waiting = [name for name, entry in dictionary().person.items() if entry.asked_after is not None]
    assert waiting
    for name in waiting:
        folder = tmp_path / name
        folder.mkdir()
        value = next(probe for probe in dictionary().person[name].probe if probe != [])
        rule = condition(fact=f"person.{name}", **({"includes": value} if isinstance(value, list) else {"one_of": [value]}))
        found = asked(folder, family({}, **LIVING), policy_file("one", rule, about="person"))
        assert found is None or found.split(".")[-1] != name


def test_a_fact_that_is_never_asked_is_not_asked(tmp_path: Path) -> None:
    related = condition(fact="person.relation", **{"is": "spouse"})
    assert asked(tmp_path, family({}, size=1, **LIVING), policy_file("one", related, about="person")) is None


def test_a_real_interview_comes_to_an_end_whatever_is_not_known() -> None:
    facts = family({"relation": "self", "age": 45}, difficulties=["living"], hukou=HEPING)
    skipped: list[str] = []
    while found := next_question(judge_of(load_catalogue(), facts), skipped):
        assert found.fact not in skipped
        assert found.text and "{" not in found.text
        skipped.append(found.fact)
    assert 5 <= len(skipped) <= len(dictionary().household) + len(dictionary().person)


def named(*people: dict[str, Any]) -> list[str]:
    situation = Situation(family(*people), dictionary())
    return [person_name(situation, person) for person in situation.people]


def test_a_person_is_called_by_the_relation() -> None:
    labels = {option.value: option.label for option in dictionary().person["relation"].options}
    assert named({"relation": "self"}, {"relation": "mother"}, {}, {"relation": None}) == [
        labels["self"],
        labels["mother"],
        labels["other"],
        labels["other"],
    ]


def test_two_of_one_relation_are_told_apart_by_age() -> None:
    first, second = named({"relation": "child", "age": 9}, {"relation": "child", "age": 15})
    assert "9" in first and "15" in second
    assert first != second


SAVINGS = condition(fact="household.savings", at_most=0)
ASSETS = ("household.savings", "household.homes", "household.cars")


def test_what_people_tell_in_one_breath_is_asked_in_one_question(tmp_path: Path) -> None:
    found = question(tmp_path, family(**LIVING), policy_file("one", SAVINGS, HOMES, CARS))
    group = next(group for group in dictionary().groups if group.facts == ASSETS)
    assert found is not None and (found.fact, found.facts, found.text, found.why) == (
        ASSETS[0],
        ASSETS,
        group.question,
        group.why,
    )
    assert found.options == ()


def test_what_no_policy_needs_is_not_asked_along(tmp_path: Path) -> None:
    found = question(tmp_path, family(**LIVING), policy_file("one", HOMES, CARS))
    assert found is not None and len(found.facts) == 1


def test_of_what_is_half_known_only_the_rest_is_asked(tmp_path: Path) -> None:
    found = question(tmp_path, family(savings=0, **LIVING), policy_file("one", SAVINGS, HOMES, CARS))
    assert found is not None and len(found.facts) == 1 and found.fact in ASSETS[1:]


def test_a_whole_question_that_was_not_answered_is_not_asked_again_in_pieces(tmp_path: Path) -> None:
    assert asked(tmp_path, family(**LIVING), policy_file("one", SAVINGS, HOMES, CARS), skip=(ASSETS[0],)) is None


def test_how_many_there_are_is_asked_with_how_old_they_are(tmp_path: Path) -> None:
    old = policy_file("old", condition(fact="person.age", at_least=60), about="person")
    found = question(tmp_path, family(**LIVING), old)
    assert found is not None and found.facts == ("household.size", "people.any.age")
    assert asked(tmp_path, family(size=2, **LIVING), old) == "people.any.age"


def test_one_of_whom_all_is_asked_is_asked_by_name(tmp_path: Path) -> None:
    care = condition(fact="person.needs_care", **{"is": True})
    found = question(tmp_path, family({"relation": "self"}, size=1, **LIVING), policy_file("ill", ILL, care, about="person"))
    assert found is not None and found.facts == ("people.self.serious_illness", "people.self.needs_care")
    assert "{who}" not in found.text


def test_what_was_named_as_the_trouble_is_asked_about_before_what_the_facts_show(tmp_path: Path) -> None:
    shown = [policy_file(name, HOMES, difficulties=["illness"]) for name in ("one", "two", "three")]
    facts = family({"serious_illness": True}, **LIVING)
    policies = policy_file("named", CARS), *shown
    assert asked(tmp_path, facts, *policies) == "household.cars"
    assert asked(tmp_path, family({"serious_illness": True}, cars=0, **LIVING), *policies) == "household.homes"


def test_a_sensitive_question_waits_for_one_that_settles_as_much(tmp_path: Path) -> None:
    insured = condition(fact="household.insured", **{"is": True})
    assert (
        dictionary().household["cars"].sensitivity == "sensitive" and dictionary().household["insured"].sensitivity == "ordinary"
    )
    assert asked(tmp_path, family(**LIVING), policy_file("one", CARS), policy_file("two", insured)) == "household.insured"


def test_a_question_that_concerns_several_is_asked_once_about_any_of_them(tmp_path: Path) -> None:
    impaired = policy_file("one", condition(fact="person.impairment", **{"is": True}), about="person")
    two = family({"disability_grade": "none"}, {"disability_grade": "none"}, {"disability_grade": 1}, size=3, **LIVING)
    assert asked(tmp_path, two, impaired) == "people.any.impairment"
    one = family({"disability_grade": "none"}, {"disability_grade": 1}, size=2, **LIVING)
    assert asked(tmp_path, one, impaired) == "people.self.impairment"


def test_every_group_holds_questions_that_are_asked_and_answers_that_can_be() -> None:
    for group in dictionary().groups:
        for fact in group.facts:
            assert dictionary().definition(fact).asked, fact
        for probe in group.probe:
            assert set(probe) <= set(group.facts)
            for fact, value in probe.items():
                for one in value if fact.startswith("person.") and isinstance(value, list) else [value]:
                    example = (
                        {"household": {fact.split(".")[1]: one}}
                        if fact.startswith("household.")
                        else family({fact.split(".")[1]: one})
                    )
                    check_facts(example, dictionary())


@pytest.mark.parametrize("place", [TIANJIN, HEPING])
def test_a_place_adds_to_the_question_what_it_counts_otherwise(tmp_path: Path, place: str) -> None:
    size = dictionary().household["size"]
    found = question(tmp_path, family(hukou=place, **LIVING), policy_file("one", SIZE))
    assert found is not None and found.text == size.question + size.locally[TIANJIN]


def test_elsewhere_nothing_is_added(tmp_path: Path) -> None:
    found = question(tmp_path, family(hukou=DANYANG, **LIVING), policy_file("one", SIZE))
    assert found is not None and found.text == dictionary().household["size"].question
