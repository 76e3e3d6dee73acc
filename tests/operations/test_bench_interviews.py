"""The simulated interviews: whole families, truthful answers, and a search that finds the best order where all can be tried."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from random import Random

import pytest

from operations.bench.interviews.adaptive import Interview, interview, mean_places
from operations.bench.interviews.fixed_order import SMALL, Forms, best_order
from operations.bench.interviews.households import COUNTY, Household, whole
from operations.bench.interviews.resident import opening, told
from operations.bench.interviews.settling import target
from operations.bench.interviews.sufficient import MOST_WAYS, sheets, smallest_sets, ways_to_settle

DAY = date(2026, 11, 22)
FAMILY = {"household": {"size": 2, "savings": 100}, "people": [{"id": "self", "relation": "self", "age": 40}]}


@pytest.fixture(scope="module")
def family() -> Household:
    return whole("a family", FAMILY, "living", DAY)


def test_a_family_is_completed_the_same_way_each_time_and_keeps_what_was_said(family: Household) -> None:
    assert whole("a family", FAMILY, "living", DAY) == family
    assert family.facts["household"]["savings"] == 100 and family.facts["household"]["hukou"] == COUNTY
    assert family.facts["people"][0]["id"] == "self" and len(family.facts["people"]) == 2
    assert family.facts["household"]["people_complete"] is True


def test_what_does_not_concern_a_family_is_not_made_up(family: Household) -> None:
    facts = whole("no car", {"household": {"cars": 0}, "people": []}, "living", DAY).facts
    assert "car_for_care" not in facts["household"]


def test_the_resident_says_what_is_asked_and_nothing_else(family: Household) -> None:
    known = told(family, opening(family), "household.savings")
    assert known == {"household": {"difficulties": ["living"], "savings": 100}, "people": []}
    assert "savings" not in opening(family)["household"]


def test_asked_about_anybody_everybody_who_has_it_is_named_and_that_nobody_else_has() -> None:
    people = [
        {"id": "self", "relation": "self", "age": 40, "serious_illness": False},
        {"id": "m", "relation": "mother", "age": 70},
    ]
    ill = whole("ill", {"household": {}, "people": [people[0], {**people[1], "serious_illness": True}]}, "illness", DAY)
    known = told(ill, opening(ill), "people.any.serious_illness")
    assert known["people"] == [{"id": "m", "relation": "mother", "serious_illness": True}]
    assert known["household"]["nobody"] == ["serious_illness"]


def test_an_interview_ends_when_enough_is_settled(family: Household) -> None:
    held = interview(target(family))
    assert held.reached and 0 < len(held.asked) == len(held.milliseconds)


def test_a_question_that_is_asked_in_every_interview_comes_before_one_that_is_not() -> None:
    places = mean_places([Interview((("a",), ("b",)), (), True), Interview((("a",),), (), True)])
    assert places["a"] < places["b"]


def test_every_way_to_settle_something_is_found_and_none_holds_too_much() -> None:
    ways = [frozenset({0, 1}), frozenset({2}), frozenset({1, 3, 4})]
    found = smallest_sets(frozenset(range(6)), lambda chosen: any(way <= chosen for way in ways))
    assert set(found) == set(ways) and len(found) <= MOST_WAYS


def test_what_nothing_settles_has_no_way() -> None:
    assert smallest_sets(frozenset({0, 1}), lambda _: False) == []


def test_with_the_answers_of_a_way_the_policy_is_settled(family: Household) -> None:
    wanted, questions = target(family), sheets()
    ways = list(ways_to_settle(wanted, questions))
    assert len(ways) == len(wanted.policies) and all(ways)


def forms(questions: int) -> Forms:
    draw = Random(questions)
    ways = [[[frozenset(draw.sample(range(questions), 2))] for _ in range(5)] for _ in range(9)]
    return Forms(ways, [[draw.random() < 0.7 for _ in range(questions)] for _ in ways])


def test_of_a_few_questions_all_orders_are_tried_and_of_more_the_search_comes_as_far() -> None:
    few = forms(6)
    best = min(map(few.cost, permutations(range(6))))
    assert few.questions <= SMALL and few.cost(best_order(few)) == best
    searched = forms(SMALL + 1)
    assert searched.cost(best_order(searched, tries=3000)) == min(map(searched.cost, permutations(range(SMALL + 1))))


def test_a_question_that_does_not_concern_a_family_is_passed_over_uncounted() -> None:
    one_way = [[[frozenset({1})]]]
    assert list(Forms(one_way, [[True, True]]).needed((0, 1))) == [2]
    assert list(Forms(one_way, [[False, True]]).needed((0, 1))) == [1]
    assert list(Forms(one_way, [[True, True]]).needed((1, 0))) == [1]
