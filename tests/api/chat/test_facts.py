"""What was understood can be seen, corrected and made unknown again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.talk import Talk

IMPOSSIBLE = [
    ("household.size", -1),
    ("household.size", 2.5),
    ("household.size", "三"),
    ("household.size", True),
    ("household.monthly_income", {"min": 3000, "max": 2000}),
    ("household.monthly_income", {"from": 1}),
    ("household.insured", "yes"),
    ("household.hukou", "天津"),
    ("household.receiving", "dibao"),
    ("household.no_such_fact", 1),
    ("people.self.disability_grade", 9),
    ("people.self.no_such_fact", 1),
    ("nonsense", 1),
    ("", 1),
]


def test_nothing_is_known_at_first(talk: Talk) -> None:
    assert talk.facts()["facts"] == {"household": {}, "people": []}


def test_a_corrected_fact_is_seen(talk: Talk) -> None:
    talk.correct(household__size=3)
    assert talk.facts()["facts"]["household"] == {"size": 3}


def test_a_corrected_fact_tells_how_it_was_learned(talk: Talk) -> None:
    talk.correct(household__size=3)
    assert talk.facts()["provenance"] == {"household.size": "corrected"}


def test_a_fact_about_a_person_is_set_by_the_persons_id(talk: Talk) -> None:
    talk.correct(people__self__relation="self", people__self__age=45)
    assert talk.facts()["facts"]["people"] == [{"id": "self", "relation": "self", "age": 45}]


def test_an_approximate_amount_is_kept_as_a_range(talk: Talk) -> None:
    talk.correct(household__monthly_income={"min": 2000, "max": 3000})
    assert talk.facts()["facts"]["household"]["monthly_income"] == {"min": 2000, "max": 3000}


def test_null_makes_a_fact_unknown_again(talk: Talk) -> None:
    talk.correct(household__size=3, household__homes=1)
    talk.correct(household__size=None)
    known = talk.facts()
    assert (known["facts"]["household"], known["provenance"]) == ({"homes": 1}, {"household.homes": "corrected"})


def test_a_null_for_what_was_never_known_changes_nothing(talk: Talk) -> None:
    assert talk.correct(household__size=None).status_code == 200
    assert talk.facts()["facts"]["household"] == {}


def test_an_empty_list_is_known_and_not_unknown(talk: Talk) -> None:
    talk.correct(household__receiving=[])
    assert talk.facts()["facts"]["household"] == {"receiving": []}


@pytest.mark.parametrize(("path", "value"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_and_named(talk: Talk, path: str, value: Any) -> None:
    answer = talk.browser.patch(f"{talk.path}/facts", json={"set": {path: value}}, headers=talk.key)
    assert (answer.status_code, answer.json()["field"]) == (422, path)


def test_one_impossible_value_leaves_everything_as_it_was(talk: Talk) -> None:
    assert talk.correct(household__homes=1, household__size=-1).status_code == 422
    assert talk.facts()["facts"] == {"household": {}, "people": []}


def test_the_page_is_told_the_facts_with_every_turn(talk: Talk) -> None:
    talk.correct(household__size=3)
    assert talk.say("你好")["facts"]["household"] == {"size": 3}
