"""What holds for every household: learning more never turns a verdict round, judging never fails, asking always helps."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.catalogue import load_catalogue
from knowledge.criteria import PLACE, Finding
from knowledge.dictionary import ANYBODY, NUMERIC, FactDefinition
from knowledge.eligibility import VERDICTS, Result
from knowledge.plan import make_plan
from knowledge.planner import next_question
from knowledge.policy import Policy, VerdictCondition
from knowledge.ranges import Range
from knowledge.situation import Situation, check_facts
from knowledge.truth import Truth, all_of, any_of
from tests.knowledge.households import (
    DANYANG,
    DAY,
    HEPING,
    PLACES,
    Facts,
    any_facts,
    changed,
    dictionary,
    exact_values,
    judge_of,
    views,
)

TRUTHS = st.sampled_from([True, False, None])
DAYS = st.sampled_from([DAY, date(2025, 8, 31), date(2023, 3, 1), date(2016, 6, 1)])
many = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def verdicts(facts: Facts, place: str | None = None) -> dict[tuple[str, str | None], Result]:
    """Each policy's result by policy and person."""
    return {(result.policy.id, result.person): result for result in judge_of(load_catalogue(), facts, place).results()}


@many
@given(views())
def test_learning_more_never_takes_back_a_verdict(view: tuple[Facts, Facts, Facts]) -> None:
    # The households are consistent: a word against what is implied is no learning more, but a correction.
    before, after, world = view
    known, learned, true = verdicts(before), verdicts(after), verdicts(world)
    for key, result in known.items():
        if result.verdict != "undetermined":
            assert all(later[key].verdict == result.verdict for later in (learned, true) if key in later), key


@many
@given(views())
def test_a_range_around_the_true_value_never_contradicts_the_exact_verdict(view: tuple[Facts, Facts, Facts]) -> None:
    _, after, world = view
    exact = verdicts(world)
    for key, result in verdicts(after).items():
        if key in exact and result.verdict != "undetermined":
            assert result.verdict == exact[key].verdict, key


@many
@given(views())
def test_one_more_person_on_an_open_list_never_turns_a_verdict(view: tuple[Facts, Facts, Facts]) -> None:
    before, _, world = view
    unnamed = [person for person in world["people"] if person["id"] not in {named["id"] for named in before["people"]}]
    known = verdicts(before)
    more = verdicts({**before, "people": [*before["people"], *unnamed[:1]]})
    for key, result in known.items():
        if key in more and result.verdict != "undetermined":
            assert more[key].verdict == result.verdict, key


@given(st.lists(TRUTHS, max_size=6))
@settings(max_examples=300, deadline=None)
def test_de_morgan_holds_for_three_values(truths: list[Truth]) -> None:
    opposite = [None if truth is None else not truth for truth in truths]
    joined = all_of(truths)
    assert any_of(opposite) is (None if joined is None else not joined)


@given(st.lists(TRUTHS, max_size=6).flatmap(lambda truths: st.tuples(st.just(truths), st.permutations(truths))))
@settings(max_examples=300, deadline=None)
def test_the_order_of_conditions_never_matters(pair: tuple[list[Truth], list[Truth]]) -> None:
    first, second = pair
    assert all_of(first) is all_of(second)
    assert any_of(first) is any_of(second)


@given(st.lists(TRUTHS, max_size=4), st.lists(TRUTHS, max_size=4))
@settings(max_examples=300, deadline=None)
def test_conditions_may_be_grouped_at_will(first: list[Truth], second: list[Truth]) -> None:
    assert all_of([all_of(first), all_of(second)]) is all_of([*first, *second])
    assert any_of([any_of(first), any_of(second)]) is any_of([*first, *second])


def waits_for_others(finding: Finding) -> bool:
    """Whether an unpublished number, the window or another policy is among what leaves it open."""
    if finding.outcome is not None:
        return False
    if finding.hinted or finding.gap.open_parameters or isinstance(finding.condition, VerdictCondition):
        return True
    return any(waits_for_others(child) for child in finding.children)


@many
@given(any_facts(), st.sampled_from(PLACES), DAYS)
def test_what_is_undetermined_says_what_is_missing(facts: Facts, place: str | None, day: date) -> None:
    check_facts(facts, dictionary())
    judge = judge_of(load_catalogue(), facts, place, day)
    for result in judge.results():
        book = judge.catalogue.rule_book(place_of(result.policy, facts, place), day)
        finding = judge.finding(book.rule(result.policy.id).criterion, result.person)
        assert VERDICTS[finding.outcome] == result.verdict
        if finding.outcome is None and not waits_for_others(finding):
            assert result.missing, result.policy.id


def place_of(policy: Policy, facts: Facts, locality: str | None) -> str | None:
    """Whose place sets a policy's parameters, as the contract says it."""
    hukou, residence = facts["household"].get("hukou"), facts["household"].get("residence")
    order = {
        "hukou": (hukou, residence, locality),
        "residence": (residence, hukou, locality),
        "locality": (locality, residence, hukou),
    }
    return next((code for code in order[policy.place] if code), None)


@many
@given(any_facts(), st.sampled_from(PLACES), DAYS)
def test_what_is_missing_is_a_fact_that_is_not_exactly_known(facts: Facts, place: str | None, day: date) -> None:
    judge = judge_of(load_catalogue(), facts, place, day)
    for path in {path for result in judge.results() for path in result.missing}:
        assert path in dictionary()
        assert is_vague(path, judge.situation), path


def is_vague(path: str, situation: Situation) -> bool:
    """Whether a fact is unknown or known only as a range."""
    parts = path.split(".")
    value = situation.value(path) if parts[0] == "household" else situation.value(f"person.{parts[2]}", parts[1])
    if situation.dictionary.definition(path).type in NUMERIC:
        return not (isinstance(value, Range) and value.exact)
    return value is None


@many
@given(any_facts(), st.sampled_from(PLACES), DAYS)
def test_judging_never_fails_for_facts_that_are_accepted(facts: Facts, place: str | None, day: date) -> None:
    check_facts(facts, dictionary())
    judge = judge_of(load_catalogue(), facts, place, day)
    results = judge.results()
    assert {result.policy.id for result in results} == {policy.id for policy in judge.policies()}
    assert {step.policy_id for step in make_plan(judge, results)} <= {policy.id for policy in judge.policies()}


@many
@given(any_facts(), st.sampled_from(PLACES), DAYS)
def test_the_bare_verdict_is_what_the_reasons_add_up_to(facts: Facts, place: str | None, day: date) -> None:
    for result in judge_of(load_catalogue(), facts, place, day).results():
        assert result.verdict == VERDICTS[all_of(reason.outcome for reason in result.reasons)], result.policy.id
        assert result.holding == sum(child.outcome is True for child in result.finding.children)
        assert result.missing == result.finding.gap.facts


@st.composite
def suppositions(draw: st.DrawFn, facts: Facts) -> tuple[str, Any]:
    """A fact that might be asked next, of the household or of somebody, and an answer."""
    known = dictionary()
    if draw(st.booleans()):
        name = draw(st.sampled_from(sorted(known.household)))
        return f"household.{name}", draw(answers(known.household[name]))
    name = draw(st.sampled_from(sorted(known.person)))
    person = draw(st.sampled_from([ANYBODY, "self", *(each["id"] for each in facts["people"])]))
    return f"people.{person}.{name}", draw(answers(known.person[name]))


def answers(definition: FactDefinition) -> st.SearchStrategy[Any]:
    """What may be answered; of a place, one where other numbers hold; of what nobody has, some facts of a person."""
    if definition.type == "place":
        return st.sampled_from([HEPING, DANYANG])
    if definition.type == "list" and not definition.options:
        return st.lists(st.sampled_from(sorted(dictionary().person)), max_size=2, unique=True)
    return exact_values(definition)


@settings(many, max_examples=120)
@given(st.data(), any_facts() | views().map(lambda view: view[1]), st.sampled_from(PLACES), DAYS)
def test_supposing_a_fact_gives_the_verdicts_of_a_household_that_has_it(
    data: st.DataObject, facts: Facts, place: str | None, day: date
) -> None:
    path, answer = data.draw(suppositions(facts))
    judge = judge_of(load_catalogue(), facts, place, day)
    having = judge_of(load_catalogue(), judge.situation.with_fact(path, answer).facts, place, day)
    supposed = judge.supposing({path: answer})
    for policy in judge.policies():
        truths = having.truths(policy)
        assert supposed.truths(policy) == truths, policy.id
        assert supposed.settles(policy) is any(truth is not None for _, truth in truths), policy.id


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_facts(), st.sampled_from(PLACES))
def test_the_next_question_is_about_something_not_exactly_known(facts: Facts, place: str | None) -> None:
    judge = judge_of(load_catalogue(), facts, place)
    question = next_question(judge)
    assert question is None or question.fact == "household.difficulties" or is_vague(question.fact, judge.situation)


@many
@given(views())
def test_hearing_of_the_place_that_was_assumed_changes_nothing(view: tuple[Facts, Facts, Facts]) -> None:
    _, after, world = view
    assumed = verdicts(changed(after, hukou=None), world["household"]["hukou"])
    # A rule may ask for the place itself: then an assumption is not yet an answer.
    by_numbers = [key for key in assumed if PLACE not in load_catalogue().facts_under(key[0])]
    heard = verdicts(after)
    assert {key: assumed[key].verdict for key in by_numbers} == {key: heard[key].verdict for key in by_numbers}
