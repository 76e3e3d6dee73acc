"""What is known of a household: who may exist beside the named, what nobody has, which facts are refused."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from knowledge.errors import FactError
from knowledge.ranges import Range
from knowledge.situation import PEOPLE, Situation, check_facts
from tests.knowledge.households import Facts, dictionary, family


def situation(*people: dict[str, Any], **household: Any) -> Situation:
    return Situation(family(*people, **household), dictionary())


@pytest.mark.parametrize(
    ("household", "is_open"),
    [
        ({}, True),
        ({"size": 2}, False),
        ({"size": 3}, True),
        ({"people_complete": True}, False),
        ({"size": {"min": 2, "max": 3}}, True),
    ],
)
def test_the_list_of_people_is_open_until_it_is_full_or_said_to_be(household: dict[str, Any], is_open: bool) -> None:
    assert situation({}, {}, **household).people_open is is_open


def test_a_list_with_nobody_on_it_is_open() -> None:
    assert situation(size=3).people_open


@pytest.mark.parametrize("absent", [{}, {"savings": None}, {"savings": {}}])
def test_an_absent_amount_is_unknown_and_never_zero(absent: dict[str, Any]) -> None:
    assert situation(**absent).value("household.savings") is None


@pytest.mark.parametrize(
    ("said", "known"), [(None, Range(0, inf)), ({"max": 500}, Range(0, 500)), (0, Range(0, 0)), (300, Range(300, 300))]
)
def test_what_does_not_count_is_anything_from_nothing_up_until_it_is_said(said: Any, known: Range) -> None:
    assert situation(income_not_counted=said).value("household.income_not_counted") == known


def test_no_car_is_known_and_not_unknown() -> None:
    assert situation(cars=0).value("household.cars") == Range(0, 0)


def test_receiving_nothing_is_known_and_not_unknown() -> None:
    assert situation(receiving=[]).value("household.receiving") == []


def test_what_nobody_has_nobody_has_named_or_not() -> None:
    known = situation({}, nobody=["serious_illness", "disability_grade"])
    assert known.value("person.serious_illness", "self") is False
    assert known.value("person.serious_illness") is False
    assert known.value("person.disability_grade", "any") == "none"


def test_what_was_said_of_one_person_outweighs_what_nobody_has() -> None:
    known = situation({"serious_illness": True}, {}, nobody=["serious_illness"])
    assert known.value("person.serious_illness", "self") is True
    assert known.value("person.serious_illness", "p2") is False


def test_what_nobody_has_says_nothing_of_other_facts() -> None:
    assert situation({}, nobody=["serious_illness"]).value("person.needs_care", "self") is None


@pytest.mark.parametrize(
    ("people", "household", "size"),
    [
        (0, {}, Range(1, inf)),
        (2, {}, Range(1, inf)),
        (2, {"people_complete": True}, Range(2, 2)),
        (0, {"people_complete": True}, Range(1, inf)),
        (1, {"size": 3}, Range(3, 3)),
        (3, {"size": 2}, Range(2, 3)),
        (1, {"size": {"max": 3}}, Range(1, 3)),
        (2, {"size": {"min": 1, "max": 4}, "people_complete": True}, Range(2, 2)),
        (1, {"size": 3, "people_complete": True}, Range(3, 3)),
        (0, {"size": 0}, Range(1, 1)),
    ],
)
def test_the_size_is_what_was_said_widened_where_more_people_were_named(
    people: int, household: dict[str, Any], size: Range
) -> None:
    assert situation(*({} for _ in range(people)), **household).value("household.size") == size


@pytest.mark.parametrize(
    ("household", "spent"),
    [
        ({"medical_spend_year": 100}, Range(100, inf)),
        ({"medical_spend_year": 100, "education_spend_year": {"min": 20, "max": 50}}, Range(120, inf)),
        ({"medical_spend_year": 100, "rigid_spend_year": 300}, Range(300, 300)),
        ({"medical_spend_year": 100, "rigid_spend_year": {"max": 300}}, Range(100, 300)),
        ({"medical_spend_year": 100, "rigid_spend_year": {"min": 50, "max": 300}}, Range(100, 300)),
        ({"medical_spend_year": 100, "rigid_spend_year": {}}, Range(100, inf)),
        ({"medical_spend_year": 100, "rigid_spend_year": 60}, Range(60, 60)),
        ({"medical_spend_year": {"max": 100}}, None),
        ({}, None),
    ],
)
def test_what_the_parts_add_up_to_is_the_least_of_the_whole(household: dict[str, Any], spent: Range | None) -> None:
    assert situation(**household).value("household.rigid_spend_year") == spent


def test_a_fact_of_a_person_is_shown_under_that_person() -> None:
    known = situation({})
    assert known.path_for("person.age", "p2") == "people.p2.age"
    assert known.path_for("person.age", None) == "people.any.age"
    assert known.path_for("household.savings", "p2") == "household.savings"


def test_supposing_a_fact_leaves_the_household_as_it_was() -> None:
    known = situation({"age": 40})
    assert known.with_fact("people.self.age", 41).value("person.age", "self") == Range(41, 41)
    assert known.with_fact("household.savings", 5).value("household.savings") == Range(5, 5)
    assert known.value("person.age", "self") == Range(40, 40)
    assert known.value("household.savings") is None


SPENT_ON_CARE = frozenset({"household.medical_spend_year", "household.rigid_spend_year"})
SOMEBODY_MORE = frozenset({"person.age", "person.relation", PEOPLE})


@pytest.mark.parametrize(
    ("path", "value", "moved"),
    [
        ("household.savings", 5, {"household.savings"}),
        ("household.medical_spend_year", 5, SPENT_ON_CARE),
        ("household.size", 1, {"household.size", PEOPLE, "person.relation"}),
        ("people.self.age", 41, {"person.age"}),
        ("people.any.age", 41, SOMEBODY_MORE),
        ("people.any.student_stage", "none", {"person.student_stage"}),
    ],
)
def test_supposing_a_fact_moves_what_rests_on_it_and_nothing_else(path: str, value: Any, moved: frozenset[str]) -> None:
    known = situation({"age": 40})
    found = known.moved_by(path, known.with_fact(path, value))
    follows = dictionary().follows
    implied = {fact for fact in found - moved if fact in dictionary().implied and not found.isdisjoint(follows[fact])}
    assert found == moved | implied


def test_none_of_anybody_means_that_nobody_has_it() -> None:
    supposed = situation({}).with_fact("people.any.student_stage", "none")
    assert supposed.household["nobody"] == ["student_stage"]
    assert list(supposed.people) == ["self"]


def test_a_value_of_anybody_adds_a_person_of_whom_only_that_is_known() -> None:
    supposed = situation({}).with_fact("people.any.student_stage", "primary")
    assert supposed.value("person.student_stage", "any") == "primary"
    assert supposed.value("person.age", "any") is None


@pytest.mark.parametrize(
    ("household", "path"),
    [
        ({"dogs": 1}, "household.dogs"),
        ({"savings": -1}, "household.savings"),
        ({"savings": "many"}, "household.savings"),
        ({"savings": True}, "household.savings"),
        ({"savings": float("nan")}, "household.savings"),
        ({"savings": float("inf")}, "household.savings"),
        ({"savings": {"min": 3, "max": 2}}, "household.savings"),
        ({"savings": {"low": 3}}, "household.savings"),
        ({"size": 2.5}, "household.size"),
        ({"insured": 1}, "household.insured"),
        ({"insured": "yes"}, "household.insured"),
        ({"receiving": "dibao"}, "household.receiving"),
        ({"receiving": [1]}, "household.receiving"),
        ({"receiving": ["a" * 65]}, "household.receiving"),
        ({"receiving": ["dibao"] * 101}, "household.receiving"),
        ({"hukou": "1201"}, "household.hukou"),
        ({"hukou": 120101}, "household.hukou"),
        ({"hukou": "１２０１０１"}, "household.hukou"),
        ({"emergency": "boredom"}, "household.emergency"),
        ({"difficulties": ["living", "boredom"]}, "household.difficulties"),
        ({"income_per_head": 5}, "household.income_per_head"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_under_its_path(household: dict[str, Any], path: str) -> None:
    with pytest.raises(FactError) as refusal:
        check_facts(family(**household), dictionary())
    assert refusal.value.path == path


@pytest.mark.parametrize(
    ("people", "path"),
    [
        ([{"age": 3}], "people[0].id"),
        ([{"id": ""}], "people[0].id"),
        ([{"id": 7}], "people[0].id"),
        ([{"id": "any"}], "people[0].id"),
        ([{"id": "a.b"}], "people[0].id"),
        ([{"id": "p2"}, {"id": "p2"}], "people[1].id"),
        ([{"id": "p2", "age": -1}], "people.p2.age"),
        ([{"id": "p2", "age": 131}], "people.p2.age"),
        ([{"id": "p2", "age": {"min": 80, "max": 200}}], "people.p2.age"),
        ([{"id": "p2", "hobby": "chess"}], "people.p2.hobby"),
        ([{"id": "p2", "disability_grade": 5}], "people.p2.disability_grade"),
        ([{"id": "p2", "disability_grade": True}], "people.p2.disability_grade"),
        ([{"id": "p2", "relation": "friend"}], "people.p2.relation"),
    ],
)
def test_a_person_that_cannot_be_is_refused_under_its_path(people: list[dict[str, Any]], path: str) -> None:
    with pytest.raises(FactError) as refusal:
        check_facts({"household": {}, "people": people}, dictionary())
    assert refusal.value.path == path


@pytest.mark.parametrize(
    "facts", [{}, {"household": None, "people": None}, family({"age": None, "relation": None}, savings=None, hukou=None)]
)
def test_unknown_is_accepted_everywhere(facts: Facts) -> None:
    check_facts(facts, dictionary())


@pytest.mark.parametrize("age", [0, 130, {"min": 80, "max": 130}, {"min": 80}])
def test_an_age_a_person_can_have_is_accepted(age: Any) -> None:
    check_facts(family({"age": age}), dictionary())


def test_a_list_that_is_open_takes_what_no_option_names() -> None:
    check_facts(family(receiving=["another-policy"]), dictionary())


@pytest.mark.parametrize("code", ["120101", "120101001", "120101001001"])
def test_a_place_is_a_county_a_street_or_a_village(code: str) -> None:
    check_facts(family(hukou=code), dictionary())


def test_the_household_of_the_contract_is_accepted() -> None:
    mother = {
        "relation": "mother",
        "age": 72,
        "disability_grade": 1,
        "disability_type": "physical",
        "serious_illness": True,
        "needs_care": True,
        "student_stage": "none",
    }
    child = {"relation": "child", "age": 9, "student_stage": "primary", "disability_grade": "none"}
    facts = family(
        {"relation": "self", "age": 45, "sex": "male", "work": "unemployed"},
        mother,
        child,
        size=3,
        people_complete=True,
        monthly_income=2000,
        savings=5000,
        homes=1,
        cars=0,
        medical_spend_year=50000,
        education_spend_year=8000,
        rigid_spend_year=58000,
        insured=True,
        hukou="120104",
        hukou_type="urban",
        residence="120104",
        receiving=["dibao"],
        difficulties=["illness"],
        emergency="none",
    )
    check_facts(facts, dictionary())


@pytest.mark.parametrize("identifier", ["", "any", "p.2", "x y", "\ud800", "p" * 65, 7, None])
def test_an_id_that_could_not_stand_in_a_path_is_refused(identifier: Any) -> None:
    with pytest.raises(FactError):
        check_facts({"people": [{"id": identifier}]}, dictionary())


@pytest.mark.parametrize(("identifier", "relation"), [("self", "self"), ("p2", "other")])
def test_a_fact_about_a_person_not_yet_named_names_them(identifier: str, relation: str) -> None:
    people = situation().with_fact(f"people.{identifier}.age", 45).facts["people"]
    assert [person["relation"] for person in people if person["id"] == identifier] == [relation]


@pytest.mark.parametrize(
    ("people", "household", "size", "is_open"),
    [
        ([{}, {"away": "prison"}], {"people_complete": True}, Range(1, 1), False),
        ([{}, {"away": "none"}], {"people_complete": True}, Range(2, 2), False),
        ([{}, {"away": "missing"}, {}], {"size": 2}, Range(2, 2), False),
        ([{}, {"away": "missing"}], {"size": 2}, Range(2, 2), True),
        ([{}, {"away": "drug_rehab"}], {}, Range(1, inf), True),
    ],
)
def test_who_is_away_is_not_counted_as_family(people: list[Any], household: dict[str, Any], size: Range, is_open: bool) -> None:
    known = situation(*people, **household)
    assert (known.value("household.size"), known.people_open) == (size, is_open)
