"""What holds of every household: amounts bracket the exact amount, order never matters, unknown is neither zero nor no."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.catalogue import load_catalogue
from knowledge.dictionary import NUMERIC
from knowledge.eligibility import Result
from knowledge.indicators import load_warnings, truth_of
from knowledge.nearest import nearest_miss
from knowledge.plan import make_plan
from knowledge.tags import tags_of
from tests.knowledge.households import FRAME, Facts, changed, dictionary, exact_values, judge_of, views, worlds

some = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
# The list of those nobody has is drawn from what is true of all people, and not by itself.
LISTS = frozenset({"nobody"})


def results(facts: Facts) -> dict[tuple[str, str | None], Result]:
    """Each policy's result by policy and person."""
    return {(result.policy.id, result.person): result for result in judge_of(load_catalogue(), facts).results()}


@some
@given(views())
def test_an_amount_known_as_a_range_brackets_the_amount_known_better(view: tuple[Facts, Facts, Facts]) -> None:
    vague, better, exact = map(results, view)
    for wide, narrow in ((vague, better), (better, exact), (vague, exact)):
        for key in wide.keys() & narrow.keys():
            around, inside = wide[key].amount.value, narrow[key].amount.value
            if around is not None and inside is not None:
                assert around.low <= inside.low + 1e-9 and inside.high <= around.high + 1e-9, key


@some
@given(views())
def test_the_least_that_is_told_is_never_more_than_the_exact_amount(view: tuple[Facts, Facts, Facts]) -> None:
    before, _, world = map(results, view)
    for key, result in before.items():
        exact = world[key].amount.value if key in world else None
        if result.amount.at_least and result.amount.value is not None and exact is not None:
            assert result.amount.value.low <= exact.low + 1e-9, key


@some
@given(st.data(), views())
def test_the_order_of_facts_and_of_people_never_matters(data: st.DataObject, view: tuple[Facts, Facts, Facts]) -> None:
    facts = view[1]
    shuffled = {
        "people": [_shuffled(data, person) for person in data.draw(st.permutations(facts["people"]))],
        "household": _shuffled(data, facts["household"]),
    }
    given_order, another = results(facts), results(shuffled)
    assert given_order.keys() == another.keys()
    for key, result in given_order.items():
        assert (another[key].verdict, another[key].amount.value) == (result.verdict, result.amount.value), key
        assert set(another[key].missing) == set(result.missing), key


def _shuffled(data: st.DataObject, facts: dict[str, Any]) -> dict[str, Any]:
    return dict(data.draw(st.permutations(list(facts.items()))))


@some
@given(st.data(), worlds())
def test_what_is_decided_without_a_fact_is_so_whatever_the_fact_is(data: st.DataObject, world: Facts) -> None:
    definitions = dictionary().household
    # A sum that is drawn below what its parts add up to would contradict them.
    in_sums = {path.split(".")[1] for whole, parts in dictionary().lower_bounds.items() for path in (whole, *parts)}
    name = data.draw(st.sampled_from(sorted(set(world["household"]) - FRAME - in_sums)))
    unknown = results(changed(world, **{name: None}))
    # What is implied without the fact is known; another word would correct it.
    implied = judge_of(load_catalogue(), changed(world, **{name: None})).situation.value(f"household.{name}")
    answer = implied if isinstance(implied, bool | str) else data.draw(exact_values(definitions[name]))
    known = results(changed(world, **{name: answer}))
    for key, result in unknown.items():
        if result.verdict != "undetermined":
            assert known[key].verdict == result.verdict, key


@some
@given(views())
def test_a_tag_that_is_sure_or_ruled_out_stays_so(view: tuple[Facts, Facts, Facts]) -> None:
    before, after, _ = ({(found.tag.id, found.person): found.sure for found in _tags(facts)} for facts in view)
    for key, sure in before.items():
        assert not sure or after.get(key) is True, key
    known = {person["id"] for person in view[0]["people"]}
    assert {key for key in after if key[1] is None or key[1] in known} <= set(before)


def _tags(facts: Facts) -> list[Any]:
    return tags_of(judge_of(load_catalogue(), facts))


@some
@given(views(), views())
def test_a_warning_that_holds_or_does_not_stays_so(earlier: tuple[Facts, Facts, Facts], now: tuple[Facts, Facts, Facts]) -> None:
    vague, better = (tuple(judge_of(load_catalogue(), view[level]) for view in (earlier, now)) for level in (0, 1))
    for warning in load_warnings():
        for person in [*vague[1].situation.people] if warning.about == "person" else [None]:
            truth = truth_of(warning, vague[1], vague[0], person)
            if truth is not None:
                assert truth_of(warning, better[1], better[0], person) is truth, (warning.id, person)


@some
@given(views())
def test_planning_never_fails_and_names_no_policy_twice(view: tuple[Facts, Facts, Facts]) -> None:
    judge = judge_of(load_catalogue(), view[0])
    found = judge.results()
    steps = [step.policy_id for step in make_plan(judge, found)]
    assert len(steps) == len(set(steps))
    missed = nearest_miss(found)
    assert missed is None or (missed.missed.verdict != "eligible" and missed.why)


@settings(some, max_examples=1)
@given(views())
def test_random_households_have_every_fact_of_the_dictionary(view: tuple[Facts, Facts, Facts]) -> None:
    world = view[2]
    assert set(world["household"]) == set(dictionary().household) - LISTS
    assert all(set(person) - {"id"} == set(dictionary().person) for person in world["people"])
    numbers = [name for name, entry in dictionary().household.items() if entry.type in NUMERIC]
    assert all(isinstance(world["household"][name], int | float) for name in numbers)
