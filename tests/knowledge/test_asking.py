"""Which question tells what is missing: the fact itself, or first what its question waits for; by difficulties said or shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from knowledge.asking import Asking
from knowledge.planner import next_question
from tests.knowledge.households import Facts, catalogue_of, condition, dictionary, family, judge_of, policy_file

LIVING = {"difficulties": ["living"]}
SOLDIER = condition(fact="person.military", includes=["combat"])
PHYSICAL = condition(fact="person.disability_type", **{"is": "physical"})
DAMAGED = condition(fact="household.disaster_home", **{"is": "destroyed"})


def asked(folder: Path, facts: Facts, rule: dict[str, Any], *skip: str) -> str | None:
    about = "person" if rule["fact"].startswith("person.") else "household"
    found = next_question(judge_of(catalogue_of(folder, policy_file("one", rule, about=about)), facts), skip)
    return found.fact if found else None


def test_a_difficulty_that_facts_show_opens_the_questions_of_who_named_it(tmp_path: Path) -> None:
    assert asked(tmp_path, family({"veteran": True}, **LIVING), SOLDIER) == "people.any.military"
    assert asked(tmp_path, family({"veteran": False}, **LIVING), SOLDIER) is None


def test_who_was_not_named_is_asked_about_too(tmp_path: Path) -> None:
    assert asked(tmp_path, {"household": {"difficulties": ["living", "service"]}}, SOLDIER) == "people.any.military"


def test_that_nobody_is_a_soldier_is_one_answer_for_all(tmp_path: Path) -> None:
    judge = judge_of(catalogue_of(tmp_path, policy_file("one", SOLDIER, about="person")), family({}, {}))
    supposed = judge.supposing({"people.any.military": dictionary().person["military"].nothing})
    assert supposed.situation.household["nobody"] == ["military"]
    assert [result.verdict for result in supposed.results()] == ["ineligible"] * 3


def test_where_it_is_unknown_whether_a_question_makes_sense_what_it_waits_for_is_asked(tmp_path: Path) -> None:
    alone = {"size": 1, **LIVING}
    assert asked(tmp_path, family({}, **alone), PHYSICAL) == "people.self.disability_grade"
    assert asked(tmp_path, family({"disability_grade": 2}, **alone), PHYSICAL) == "people.self.disability_type"
    assert asked(tmp_path, family({"disability_grade": "none"}, **alone), PHYSICAL) is None


def test_for_what_was_not_known_nothing_is_asked_first(tmp_path: Path) -> None:
    alone = family({}, size=1, **LIVING)
    assert asked(tmp_path, alone, PHYSICAL, "people.self.disability_type") is None
    assert asked(tmp_path, alone, PHYSICAL, "people.self.disability_grade") is None


def test_a_question_opens_for_any_of_its_gates(tmp_path: Path) -> None:
    assert (
        asked(tmp_path, family(emergency="accident", difficulties=["living", "disaster"]), DAMAGED) == "household.disaster_home"
    )
    assert asked(tmp_path, family(emergency="disaster", **LIVING), DAMAGED) == "household.disaster_home"
    assert asked(tmp_path, family(emergency="accident", **LIVING), DAMAGED) is None


def test_whether_a_question_makes_sense_is_unknown_while_its_gate_is(tmp_path: Path) -> None:
    definition = dictionary().person["disability_type"]
    for grade, sense in ((2, True), ("none", False), (None, None)):
        judge = judge_of(catalogue_of(tmp_path, policy_file("one", PHYSICAL)), family({"disability_grade": grade}))
        assert Asking(judge, frozenset(), ()).concerns(definition, "self") is sense


def test_what_another_fact_says_is_not_asked_twice(tmp_path: Path) -> None:
    poor = condition(fact="person.monthly_income", below=1000)
    old = {"age": 70}
    assert asked(tmp_path, family(old, size=1, **LIVING), poor) == "household.monthly_income"
    assert asked(tmp_path, family(old, size=1, **LIVING), poor, "household.monthly_income") is None
    alone = family({**old, "supporters": "none"}, size=2, **LIVING)
    assert asked(tmp_path, alone, poor) == "people.self.monthly_income"
