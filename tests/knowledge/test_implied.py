"""What is known though nobody said it: only where the gate is decidedly closed, and never against a word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.catalogue import FOLDER, load_catalogue
from knowledge.errors import CatalogueError
from knowledge.implied import RELEVANCE
from knowledge.ranges import Range
from knowledge.situation import Situation
from knowledge.terms import alternatives
from tests.knowledge.households import Facts, dictionary, family, judged, policy_file


def value(facts: Facts, fact: str, person: str | None = "self") -> Any:
    return Situation(facts, dictionary()).value(fact, person)


@pytest.mark.parametrize(
    ("person", "fact", "known"),
    [
        ({"disability_grade": "none"}, "disability_type", "none"),
        ({"disability_grade": 2}, "disability_type", None),
        ({}, "disability_type", None),
        ({"age": 15}, "work", "none"),
        ({"age": 16}, "work", None),
        ({"age": {"min": 10, "max": 20}}, "work", None),
        ({"age": {"max": 12}}, "work", "none"),
        ({"student_stage": "primary"}, "last_preschool_year", False),
        ({"student_stage": "preschool"}, "last_preschool_year", None),
        ({"serious_illness": False, "disability_grade": "none"}, "illness_kind", "none"),
        ({"serious_illness": False}, "illness_kind", None),
        ({"serious_illness": False, "disability_grade": 2, "disability_type": "mental"}, "illness_kind", None),
    ],
)
def test_a_closed_question_is_its_own_answer_and_an_open_one_is_not(person: dict[str, Any], fact: str, known: Any) -> None:
    assert value(family(person), f"person.{fact}") == known


def test_what_was_said_outweighs_what_is_implied() -> None:
    assert value(family({"age": 15, "work": "flexible"}), "person.work") == "flexible"


def test_what_is_implied_implies_more() -> None:
    assert value(family({"age": 8}), "person.union_member") is False


def test_what_nobody_has_implies_for_those_who_were_not_named() -> None:
    assert value(family({}, nobody=["serious_illness", "disability_grade"]), "person.illness_kind", "any") == "none"
    assert value(family({}), "person.illness_kind", "any") is None


def test_a_household_without_a_car_has_none_for_care() -> None:
    assert value(family(cars=0), "household.car_for_care", None) is False
    assert value(family(cars=1), "household.car_for_care", None) is None


def test_a_difficulty_that_was_not_named_says_nothing() -> None:
    silent = family({"age": 40}, difficulties=["living"])
    assert value(silent, "person.justice_status") is None
    assert value(silent, "household.rehab_spend_year", None) is None


def test_who_lives_alone_has_the_income_of_the_household() -> None:
    assert value(family({}, size=1, monthly_income=900), "person.monthly_income") == Range(900, 900)
    assert value(family({}, size=2, monthly_income=900), "person.monthly_income") is None
    assert value(family({"monthly_income": 300}, size=1, monthly_income=900), "person.monthly_income") == Range(300, 300)


def test_supposing_a_fact_moves_what_it_implies() -> None:
    known = Situation(family({}), dictionary())
    moved = known.moved_by("people.self.age", known.with_fact("people.self.age", 9))
    assert {"person.age", "person.work", "person.union_member"} <= moved


@pytest.mark.parametrize(
    "policy", ["xiaotianshi", "tianshi-yangguang", "aizi-guanhuai", "jingshen-fuyao", "jingshen-canji-yaowu", "jingkang-ronghe"]
)
def test_a_healthy_child_is_not_kept_waiting_for_the_name_of_an_illness(policy: str) -> None:
    healthy = {"age": 9, "serious_illness": False, "disability_grade": "none"}
    found = judged(family(healthy, people_complete=True), policy, locality="120000")
    assert [result.verdict for result in found] == ["ineligible"]


@pytest.mark.parametrize("policy", ["song-wennuan", "kunnan-zhigong", "gonghui-falv"])
def test_a_child_keeps_no_policy_for_workers_open(policy: str) -> None:
    couple = family({"age": 70, "work": "retired", "union_member": False}, {"age": 8}, people_complete=True, receiving=[])
    assert [result.verdict for result in judged(couple, policy, locality="120000")] == ["ineligible"]


def test_every_value_that_is_implied_can_be_the_answer_to_its_question() -> None:
    assert dictionary().implied
    for path in dictionary().implied.keys() - dictionary().same.keys():
        definition = dictionary().definition(path)
        options = [option.value for option in definition.options] or [True, False]
        assert definition.otherwise in options, path


def test_no_gate_implies_anything_only_because_a_difficulty_was_not_named() -> None:
    for path in dictionary().implied.keys() - dictionary().same.keys():
        definition = dictionary().definition(path)
        gates = [gate for gate in (definition.asked_after, definition.asked_unless) if gate is not None]
        assert any(test.fact != RELEVANCE for gate in gates for test in alternatives(gate)), path


BAD = {
    "without a gate": {"otherwise": True},
    "by a difficulty alone": {"otherwise": True, "asked_after": {"fact": RELEVANCE, "includes": ["legal"]}},
    "by a derived fact": {"otherwise": True, "asked_after": {"fact": "household.income_per_head", "above": 0}},
    "by a person": {"otherwise": True, "asked_after": {"fact": "person.age", "above": 0}},
    "by a number of the place": {
        "otherwise": True,
        "asked_after": {"fact": "household.savings", "above": {"parameter": "dibao.monthly_standard"}},
    },
    "no answer": {"otherwise": "maybe", "asked_after": {"fact": "household.cars", "above": 0}},
    "by itself": {"otherwise": True, "asked_after": {"fact": "household.insured", "is": True}},
}


@pytest.mark.parametrize("case", BAD)
def test_what_does_not_follow_is_refused(tmp_path: Path, case: str) -> None:
    facts = yaml.safe_load((FOLDER / "facts.yaml").read_text("utf-8"))
    facts["household"]["insured"] |= BAD[case]
    (tmp_path / "facts.yaml").write_text(yaml.safe_dump(facts, allow_unicode=True), "utf-8")
    (tmp_path / "policies/national").mkdir(parents=True)
    file = tmp_path / "policies/national/one.yaml"
    file.write_text(
        yaml.safe_dump(policy_file("one", {"label": "l", "clause": "c", "fact": "household.cars", "at_most": 0})), "utf-8"
    )
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(tmp_path)
    assert {mistake.kind for mistake in refused.value.mistakes} <= {"implied_by_nothing", "no_answer", "fact_circle"}
    assert all(mistake.field.startswith("household.insured") for mistake in refused.value.mistakes)
