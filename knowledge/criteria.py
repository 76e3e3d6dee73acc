"""Conditions with three values: yes, no, unknown (Kleene), as they stand at one place on one day.

`decide` says yes, no or unknown, which is all a verdict needs. `gap` says what would settle the unknown, for the next question.
`explain` says what a person is shown. `rules.py` makes criteria out of the conditions of the policy files.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from knowledge.dictionary import ANYBODY
from knowledge.expressions import Number
from knowledge.policy import Labelled
from knowledge.ranges import Range
from knowledge.situation import PEOPLE
from knowledge.truth import COMPARISONS, Truth, matches

if TYPE_CHECKING:
    from knowledge.evaluation import Evaluation

# The fact that says whose parameters apply when no place is known at all.
PLACE = "household.hukou"


class Gap(NamedTuple):
    """What keeps a condition undecided: facts that could settle it, and numbers nobody could verify for that place and day."""

    facts: tuple[str, ...] = ()
    open_parameters: tuple[str, ...] = ()


NO_GAP = Gap()


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one condition.

    facts: the known facts it looked at, by path. against: the value compared with.
    hinted: the test failed, but the locality may exempt, so the outcome is unknown.
    """

    outcome: Truth
    condition: Labelled | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    against: Any = None
    gap: Gap = NO_GAP
    hinted: bool = False
    children: tuple[Finding, ...] = ()


class Criterion(ABC):
    """A condition. rests_on: the base facts that can move it. personal: whether it may differ from person to person."""

    rests_on: frozenset[str] = frozenset()
    personal: bool = False

    @abstractmethod
    def decide(self, known: Evaluation, person: str | None) -> Truth:
        """Yes, no or unknown."""

    def decide_anew(self, supposed: Evaluation, known: Evaluation, person: str | None) -> Truth:
        """The outcome with one more fact than is known."""
        return self.decide(supposed, person)

    @abstractmethod
    def gap(self, known: Evaluation, person: str | None) -> Gap:
        """What would settle it, where it is unknown."""

    @abstractmethod
    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """The outcome with its reasons."""


class Comparison(Criterion):
    """A number of the household against a limit."""

    def __init__(self, measured: Number, verb: str, limit: Number, shown_as: str | None, place_known: bool) -> None:
        """shown_as: the path under which a derived number is shown beside the facts behind it."""
        self.measured = measured
        self.limit = limit
        self.shown_as = shown_as
        self.place_known = place_known
        self.compare = COMPARISONS[verb]
        self.rests_on = frozenset({*measured.facts, *limit.facts})
        self.personal = any(fact.startswith("person.") for fact in self.rests_on)

    def decide(self, known: Evaluation, person: str | None) -> Truth:
        """Unknown where a side is unknown or the two ranges overlap."""
        measured = self.measured.value(known, person)
        limit = self.limit.value(known, person)
        return None if measured is None or limit is None else self.compare(measured, limit)

    def gap(self, known: Evaluation, person: str | None) -> Gap:
        """What is unknown of either side, else what is vague. While the limit is unpublished no answer helps."""
        if self.limit.open_parameters:
            return Gap(() if self.place_known else (PLACE,), self.limit.open_parameters)
        unknown = _merged((self.measured.unknown_facts(known, person), self.limit.unknown_facts(known, person)))
        return Gap(unknown or self._vague(known, person))

    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """With the facts behind the number, and the limit."""
        situation, limit = known.situation, self.limit.value(known, person)
        values = {fact: known.fact(fact, person) for fact in self.measured.facts}
        told = {fact: value for fact, value in values.items() if isinstance(value, Range) and not value.from_zero_up}
        facts = {situation.path_for(fact, person): value.to_json() for fact, value in told.items()}
        if self.shown_as and (measured := self.measured.value(known, person)):
            facts[self.shown_as] = measured.to_json()
        against = limit.to_json() if limit else None
        return Finding(known.truth(self, person), None, facts, against, known.gap(self, person))

    def _vague(self, known: Evaluation, person: str | None) -> tuple[str, ...]:
        """What is vague on either side: the limit may rest on facts too (a share of the income)."""
        return _merged((self.measured.vague_facts(known, person), self.limit.vague_facts(known, person)))


class Match(Criterion):
    """A fact that is a word, a yes or no, or a list, against the values the text names."""

    def __init__(self, fact: str, verb: str, against: Any) -> None:
        self.fact = fact
        self.verb = verb
        self.against = against
        self.rests_on = frozenset({fact})
        self.personal = fact.startswith("person.")

    def decide(self, known: Evaluation, person: str | None) -> Truth:
        """Unknown while the fact is, or is known only as a range."""
        return matches(known.fact(self.fact, person), self.verb, self.against)

    def gap(self, known: Evaluation, person: str | None) -> Gap:
        """The fact, where nothing is known of it."""
        unknown = known.fact(self.fact, person) is None
        return Gap((known.situation.path_for(self.fact, person),)) if unknown else NO_GAP

    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """With the fact, where it is known."""
        value = known.fact(self.fact, person)
        shown = value.to_json() if isinstance(value, Range) else value
        facts = {} if value is None else {known.situation.path_for(self.fact, person): shown}
        return Finding(known.truth(self, person), None, facts, self.against, known.gap(self, person))


class Joined(Criterion):
    """Conditions joined by "all of" or "any of"."""

    def __init__(self, parts: Iterable[Criterion], join: Callable[[Iterable[Truth]], Truth]) -> None:
        self.parts = tuple(parts)
        self.join = join
        self.rests_on = frozenset[str]().union(*(part.rests_on for part in self.parts))
        self.personal = any(part.personal for part in self.parts)
        self._split: dict[frozenset[str], tuple[Joined, Joined]] = {}

    def decide(self, known: Evaluation, person: str | None) -> Truth:
        """As Kleene joins them; what cannot turn it any more is not looked at."""
        return self.join(part.decide(known, person) for part in self.parts)

    def decide_anew(self, supposed: Evaluation, known: Evaluation, person: str | None) -> Truth:
        """Only the parts which the fact can move are decided anew; the others together are what they were."""
        if supposed.moved not in self._split:
            self._split[supposed.moved] = self._split_by(supposed.moved)
        resting, moved = self._split[supposed.moved]
        return self.join((known.truth(resting, person), moved.decide(supposed, person)))

    def _split_by(self, moved: frozenset[str]) -> tuple[Joined, Joined]:
        resting = [part for part in self.parts if part.rests_on.isdisjoint(moved)]
        moving = [part for part in self.parts if not part.rests_on.isdisjoint(moved)]
        return Joined(resting, self.join), Joined(moving, self.join)

    def gap(self, known: Evaluation, person: str | None) -> Gap:
        """What would settle the undecided parts."""
        return _together(part.gap(known, person) for part in self.parts if part.decide(known, person) is None)

    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """With the findings of all parts."""
        outcome = known.truth(self, person)
        children = tuple(part.explain(known, person) for part in self.parts)
        hinted = outcome is None and any(child.hinted for child in children)
        return Finding(outcome, gap=known.gap(self, person), hinted=hinted, children=children)


class Negation(Criterion):
    """The opposite of a condition; the opposite of unknown is unknown."""

    def __init__(self, part: Criterion) -> None:
        self.part = part
        self.rests_on = part.rests_on
        self.personal = part.personal

    def decide(self, known: Evaluation, person: str | None) -> Truth:
        """No for yes, yes for no."""
        return _opposite(self.part.decide(known, person))

    def gap(self, known: Evaluation, person: str | None) -> Gap:
        """What would settle the condition itself."""
        return self.part.gap(known, person)

    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """With what the condition itself looked at."""
        child = self.part.explain(known, person)
        return Finding(_opposite(child.outcome), None, child.facts, child.against, child.gap, child.hinted, (child,))


class OtherVerdict(Criterion):
    """What another policy's verdict would be: ineligible there is no here, anything else is unknown here."""

    def __init__(self, policy_id: str, rests_on: frozenset[str]) -> None:
        self.policy_id = policy_id
        self.rests_on = rests_on

    def decide(self, known: Evaluation, person: str | None) -> Truth:
        """Never a yes: only the office that grants the other policy can say so."""
        return False if known.truth_of(self.policy_id) is False else None

    def gap(self, known: Evaluation, person: str | None) -> Gap:
        """Nothing one could ask: the other policy asks for itself."""
        return NO_GAP

    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """The outcome alone; the other policy has reasons of its own."""
        return Finding(known.truth(self, person))


class Count(Criterion):
    """How many people of the household fulfil all tests. An open list of people gives only a lower bound."""

    def __init__(self, tests: Criterion, at_least: int | None, at_most: int | None) -> None:
        self.tests = tests
        self.at_least = at_least
        self.at_most = at_most
        self.rests_on = tests.rests_on | {PEOPLE}

    def decide(self, known: Evaluation, person: str | None) -> Truth:
        """Compares how many surely and how many possibly fulfil them with the bound."""
        outcomes = {each: known.truth(self.tests, each) for each in self._people(known)}
        situation = known.situation
        sure = sum(outcome is True for each, outcome in outcomes.items() if each in situation.people)
        unnamed_possible = situation.people_open and outcomes[ANYBODY] is not False
        most = inf if unnamed_possible else sure + list(outcomes.values()).count(None)
        counted = Range(float(sure), most)
        if self.at_least is not None:
            return counted.at_least(Range(self.at_least, self.at_least))
        return counted.at_most(Range(self.at_most or 0, self.at_most or 0))

    def gap(self, known: Evaluation, person: str | None) -> Gap:
        """What would settle it for those who may fulfil them."""
        return _together(known.gap(self.tests, each) for each in self._people(known))

    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """With the facts of those who fulfil them."""
        against = self.at_least if self.at_least is not None else self.at_most
        fulfilling = [known.finding(self.tests, each) for each in self._people(known) if known.truth(self.tests, each)]
        facts = {path: value for finding in fulfilling for path, value in _facts_of(finding).items()}
        return Finding(known.truth(self, person), None, facts, against, known.gap(self, person))

    def _people(self, known: Evaluation) -> list[str]:
        people = known.situation.members
        return [*people, ANYBODY] if known.situation.people_open and ANYBODY not in people else people


class Stated(Criterion):
    """A condition as the policy states it: with its words, and with whether the locality may exempt from it."""

    def __init__(self, statement: Labelled, condition: Criterion) -> None:
        self.statement = statement
        self.condition = condition
        self.exempting = statement.when_no == "unknown"
        self.rests_on = condition.rests_on
        self.personal = condition.personal

    def decide(self, known: Evaluation, person: str | None) -> Truth:
        """The outcome of the condition; a no from which the locality may exempt is only unknown."""
        outcome = known.truth(self.condition, person)
        return None if self.exempting and outcome is False else outcome

    def gap(self, known: Evaluation, person: str | None) -> Gap:
        """What would settle the condition; nothing does where only the locality can exempt."""
        return known.gap(self.condition, person)

    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """The finding of the condition under its label."""
        found = known.finding(self.condition, person)
        exempted = self.exempting and found.outcome is False
        outcome = None if exempted else found.outcome
        hinted = exempted or found.hinted
        return Finding(outcome, self.statement, found.facts, found.against, found.gap, hinted, found.children)


def _opposite(outcome: Truth) -> Truth:
    return None if outcome is None else not outcome


def _merged(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))


def _together(gaps: Iterable[Gap]) -> Gap:
    found = [gap for gap in gaps if gap is not NO_GAP]
    if len(found) < 2:
        return found[0] if found else NO_GAP
    return Gap(_merged(gap.facts for gap in found), _merged(gap.open_parameters for gap in found))


def _facts_of(finding: Finding) -> dict[str, Any]:
    """The facts the tests of one person looked at; of an alternative, only those of the branches that hold."""
    looked_at: list[Finding] = []
    for child in finding.children:
        looked_at.extend([branch for branch in child.children if branch.outcome] if child.children else [child])
    return {path: value for test in looked_at for path, value in test.facts.items()}
