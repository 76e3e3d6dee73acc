"""Learning: the newest word holds, people are recognised by their relation, nobody is mixed up."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.merging import forget, merge
from tests.knowledge.households import Facts, family

ME, MOTHER = {"relation": "self"}, {"relation": "mother", "age": 72}


def learned(*people: dict[str, Any], **household: Any) -> Facts:
    """What one utterance said; its ids mean nothing outside it."""
    return {"household": household, "people": [{"id": f"m{number}", **person} for number, person in enumerate(people, 1)]}


def test_the_newest_word_holds() -> None:
    facts, changed = merge(family(savings=5000), learned(savings={"min": 1000, "max": 2000}))
    assert facts["household"]["savings"] == {"min": 1000, "max": 2000}
    assert changed == ["household.savings"]


def test_saying_the_same_again_changes_nothing() -> None:
    facts, changed = merge(family(ME, savings=5000), learned({"relation": "self"}, savings=5000))
    assert (facts, changed) == (family(ME, savings=5000), [])


def test_what_was_known_is_left_as_it_was() -> None:
    known = family(ME, savings=5000)
    merge(known, learned(MOTHER, savings=1))
    assert known == family(ME, savings=5000)


def test_nothing_known_yet_is_filled() -> None:
    facts, changed = merge({}, learned({"relation": "self", "age": 45}, size=2))
    assert facts == {"household": {"size": 2}, "people": [{"id": "self", "relation": "self", "age": 45}]}
    assert changed == ["household.size", "people.self.age"]


@pytest.mark.parametrize("name", ["difficulties", "nobody"])
def test_difficulties_and_what_nobody_has_add_up(name: str) -> None:
    facts, _ = merge(family(**{name: ["b"]}), learned(**{name: ["a"]}))
    assert facts["household"][name] == ["a", "b"]


def test_what_one_receives_is_said_anew() -> None:
    facts, _ = merge(family(receiving=["dibao"]), learned(receiving=[]))
    assert facts["household"]["receiving"] == []


def test_a_mother_is_the_same_mother() -> None:
    facts, changed = merge(family(ME, MOTHER), learned({"relation": "mother", "disability_grade": 1}))
    assert facts["people"][1] == {"id": "p2", "relation": "mother", "age": 72, "disability_grade": 1}
    assert changed == ["people.p2.disability_grade"]


def test_a_mother_who_is_older_now_is_corrected_and_not_doubled() -> None:
    facts, _ = merge(family(ME, MOTHER), learned({"relation": "mother", "age": 73}))
    assert [person.get("age") for person in facts["people"]] == [None, 73]


def test_somebody_new_gets_an_id_that_is_free() -> None:
    facts, _ = merge(family(ME, MOTHER), learned({"relation": "father", "age": 75}))
    assert facts["people"][2] == {"id": "p3", "relation": "father", "age": 75}


def test_an_id_that_was_given_up_is_free_again() -> None:
    facts, _ = merge(forget(family(ME, MOTHER, {"relation": "father"}), "people.p2"), learned({"relation": "child"}))
    assert [person["id"] for person in facts["people"]] == ["self", "p3", "p2"]


def test_a_person_is_found_by_id_whatever_the_relation() -> None:
    facts, changed = merge(family(ME, MOTHER), {"people": [{"id": "p2", "relation": "other", "needs_care": True}]})
    assert facts["people"][1]["needs_care"] is True
    assert changed == ["people.p2.needs_care"]


def test_a_child_of_another_age_is_another_child() -> None:
    facts, _ = merge(family(ME, {"relation": "child", "age": 9}), learned({"relation": "child", "age": 15}))
    assert [person.get("age") for person in facts["people"]] == [None, 9, 15]


def test_a_child_that_turns_out_to_be_a_daughter_is_the_same_child() -> None:
    facts, _ = merge(family(ME, {"relation": "child", "age": 9}), learned({"relation": "daughter", "student_stage": "primary"}))
    assert facts["people"][1:] == [{"id": "p2", "relation": "daughter", "age": 9, "student_stage": "primary"}]


def test_a_son_and_a_daughter_are_two() -> None:
    facts, _ = merge(family(ME, {"relation": "son"}), learned({"relation": "daughter"}))
    assert [person["relation"] for person in facts["people"]] == ["self", "son", "daughter"]


def test_two_children_of_one_sentence_are_two() -> None:
    facts, _ = merge(
        family(ME), learned({"relation": "child", "student_stage": "primary"}, {"relation": "child", "student_stage": "senior"})
    )
    assert [person.get("student_stage") for person in facts["people"]] == [None, "primary", "senior"]


def test_a_child_who_could_be_either_of_two_is_left_out() -> None:
    known = family(ME, {"relation": "child", "age": 9}, {"relation": "child", "age": 15})
    assert merge(known, learned({"relation": "child", "needs_care": True})) == (known, [])


def test_the_age_tells_which_of_two_children_is_meant() -> None:
    known = family(ME, {"relation": "child", "age": 9}, {"relation": "child", "age": 15})
    facts, changed = merge(known, learned({"relation": "child", "age": 15, "needs_care": True}))
    assert changed == ["people.p3.needs_care"]
    assert facts["people"][2]["needs_care"] is True


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("household.savings", {"household": {}, "people": family(ME, MOTHER)["people"]}),
        ("people.p2.age", family(ME, {"relation": "mother"}, savings=5000)),
        ("people.p2", family(ME, savings=5000)),
        ("people.p9.age", family(ME, MOTHER, savings=5000)),
        ("household.homes", family(ME, MOTHER, savings=5000)),
    ],
)
def test_forgetting_takes_away_one_thing_only(path: str, left: Facts) -> None:
    known = family(ME, MOTHER, savings=5000)
    assert forget(known, path) == left
    assert known == family(ME, MOTHER, savings=5000)


def test_another_age_in_a_correction_is_the_same_childs() -> None:
    known = {"household": {}, "people": [{"id": "p2", "relation": "child", "age": 9}]}
    learned = {"people": [{"id": "m1", "relation": "child", "age": 10}]}
    corrected, changed = merge(known, learned, correcting=True)
    assert (corrected["people"], changed) == ([{"id": "p2", "relation": "child", "age": 10}], ["people.p2.age"])


def test_another_age_told_in_passing_is_another_child() -> None:
    known = {"household": {}, "people": [{"id": "p2", "relation": "child", "age": 9}]}
    merged, _ = merge(known, {"people": [{"id": "m1", "relation": "child", "age": 10}]})
    assert [person["age"] for person in merged["people"]] == [9, 10]


def test_a_second_person_of_no_known_relation_is_left_out() -> None:
    known = {"household": {}, "people": [{"id": "p2", "relation": "other", "age": 40}]}
    merged, changed = merge(known, {"people": [{"id": "m1", "relation": "other", "age": 40}]})
    assert (len(merged["people"]), changed) == (1, [])
