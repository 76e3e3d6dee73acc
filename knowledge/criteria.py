"""Conditions with three values: yes, no, unknown (Kleene), as they stand at one place on one day.

`decide` says yes, no or unknown and nothing else; it is all a verdict needs. `explain` adds what a person is shown: the facts
looked at, the value compared with, what is still missing. `rules.py` makes these out of the conditions of the policy files.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Any

from knowledge.dictionary import ANYBODY
from knowledge.expressions import Number
from knowledge.policy import Labelled
from knowledge.ranges import Range
from knowledge.situation import PEOPLE

if TYPE_CHECKING:
    from knowledge.evaluation import Evaluation

Truth = bool | None
# The fact that says whose parameters apply when no place is known at all.
PLACE = "household.hukou"
# Stands among the facts a condition rests on for the verdict of another policy.
ANOTHER_VERDICT = "verdict"
COMPARISONS: dict[str, Callable[[Range, Range], Truth]] = {
    "below": Range.below,
    "at_most": Range.at_most,
    "above": Range.above,
    "at_least": Range.at_least,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one condition.

    facts: the known facts it looked at, by path. against: the value compared with. missing: paths of facts that
    could still settle it. open_parameters: numbers nobody could verify for that place and day.
    hinted: the test failed, but the locality may exempt, so the outcome is unknown.
    """

    outcome: Truth
    condition: Labelled | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    against: Any = None
    missing: tuple[str, ...] = ()
    open_parameters: tuple[str, ...] = ()
    hinted: bool = False
    children: tuple[Finding, ...] = ()


def all_of(outcomes: Iterable[Truth]) -> Truth:
    """Kleene conjunction: one no is no, else one unknown is unknown."""
    joined: Truth = True
    for outcome in outcomes:
        if outcome is False:
            return False
        if outcome is None:
            joined = None
    return joined


def any_of(outcomes: Iterable[Truth]) -> Truth:
    """Kleene disjunction: one yes is yes, else one unknown is unknown."""
    joined: Truth = False
    for outcome in outcomes:
        if outcome is True:
            return True
        if outcome is None:
            joined = None
    return joined


class Criterion(ABC):
    """A condition. rests_on: the base facts that can move it. personal: whether it may differ from person to person."""

    rests_on: frozenset[str] = frozenset()
    personal: bool = False

    @abstractmethod
    def decide(self, known: Evaluation, person: str | None) -> Truth:
        """Yes, no or unknown."""

    @abstractmethod
    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """The same outcome with its reasons."""


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

    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """With the facts behind the number, and what is unknown or vague of them."""
        measured, limit = self.measured.value(known, person), self.limit.value(known, person)
        outcome = known.truth(self, person)
        facts = self._facts(known, person, measured)
        against = limit.to_json() if limit else None
        if measured is None or limit is None:
            return Finding(None, None, facts, against, self._missing(known, person), self.limit.open_parameters)
        return Finding(outcome, None, facts, against, self._vague(known, person) if outcome is None else ())

    def _facts(self, known: Evaluation, person: str | None, measured: Range | None) -> dict[str, Any]:
        situation = known.situation
        values = {fact: known.fact(fact, person) for fact in self.measured.facts}
        facts = {situation.path_for(fact, person): value.to_json() for fact, value in values.items() if isinstance(value, Range)}
        if self.shown_as and measured is not None:
            facts[self.shown_as] = measured.to_json()
        return facts

    def _missing(self, known: Evaluation, person: str | None) -> tuple[str, ...]:
        """Asking helps only where an answer could settle the condition: not while the limit itself is unpublished."""
        if self.limit.open_parameters:
            return () if self.place_known else (PLACE,)
        unknown = _merged((self.measured.unknown_facts(known, person), self.limit.unknown_facts(known, person)))
        return unknown or self._vague(known, person)

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
        value = known.fact(self.fact, person)
        if isinstance(value, Range):
            return self._matches(value.to_json()) if value.exact else None
        return None if value is None else self._matches(value)

    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """With the fact, or its path where it is unknown."""
        path, value = known.situation.path_for(self.fact, person), known.fact(self.fact, person)
        if value is None:
            return Finding(None, missing=(path,), against=self.against)
        shown = value.to_json() if isinstance(value, Range) else value
        return Finding(known.truth(self, person), facts={path: shown}, against=self.against)

    def _matches(self, value: Any) -> bool:
        if self.verb == "is_":
            return bool(value == self.against)
        if self.verb == "one_of":
            return value in self.against
        shared = not set(self.against).isdisjoint(value if isinstance(value, list) else [value])
        return shared if self.verb == "includes" else not shared


class Joined(Criterion):
    """Conditions joined by "all of" or "any of"."""

    def __init__(self, parts: Iterable[Criterion], join: Callable[[Iterable[Truth]], Truth]) -> None:
        self.parts = tuple(parts)
        self.join = join
        self.rests_on = frozenset[str]().union(*(part.rests_on for part in self.parts))
        self.personal = any(part.personal for part in self.parts)

    def decide(self, known: Evaluation, person: str | None) -> Truth:
        """As Kleene joins them; what cannot turn it any more is not looked at."""
        return self.join(part.decide(known, person) for part in self.parts)

    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """With the findings of all parts, and what the undecided ones miss where it is undecided itself."""
        children = tuple(part.explain(known, person) for part in self.parts)
        outcome = self.join(child.outcome for child in children)
        undecided = [child for child in children if child.outcome is None] if outcome is None else []
        return Finding(
            outcome,
            missing=_merged(child.missing for child in undecided),
            open_parameters=_merged(child.open_parameters for child in undecided),
            hinted=any(child.hinted for child in undecided),
            children=children,
        )


class Negation(Criterion):
    """The opposite of a condition; the opposite of unknown is unknown."""

    def __init__(self, part: Criterion) -> None:
        self.part = part
        self.rests_on = part.rests_on
        self.personal = part.personal

    def decide(self, known: Evaluation, person: str | None) -> Truth:
        """No for yes, yes for no."""
        return _opposite(self.part.decide(known, person))

    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """With what the condition itself looked at."""
        child = self.part.explain(known, person)
        return Finding(
            _opposite(child.outcome),
            None,
            child.facts,
            child.against,
            child.missing,
            child.open_parameters,
            child.hinted,
            (child,),
        )


class OtherVerdict(Criterion):
    """What another policy's verdict would be: ineligible there is no here, anything else is unknown here."""

    rests_on = frozenset({ANOTHER_VERDICT})

    def __init__(self, policy_id: str) -> None:
        self.policy_id = policy_id

    def decide(self, known: Evaluation, person: str | None) -> Truth:
        """Never a yes: only the office that grants the other policy can say so."""
        return False if known.truth_of(self.policy_id) is False else None

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
        return self._compare(known, {each: known.truth(self.tests, each) for each in self._people(known)})

    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """With the facts of those who fulfil them, and what is missing about those who may."""
        findings = {each: known.finding(self.tests, each) for each in self._people(known)}
        outcome = self._compare(known, {each: finding.outcome for each, finding in findings.items()})
        undecided = [finding for finding in findings.values() if finding.outcome is None] if outcome is None else []
        return Finding(
            outcome,
            facts={path: value for finding in findings.values() if finding.outcome for path, value in _facts_of(finding).items()},
            against=self.at_least if self.at_least is not None else self.at_most,
            missing=_merged(finding.missing for finding in undecided),
            open_parameters=_merged(finding.open_parameters for finding in undecided),
        )

    def _people(self, known: Evaluation) -> list[str]:
        people = list(known.situation.people)
        return [*people, ANYBODY] if known.situation.people_open and ANYBODY not in known.situation.people else people

    def _compare(self, known: Evaluation, outcomes: dict[str, Truth]) -> Truth:
        situation = known.situation
        named = [outcome for person, outcome in outcomes.items() if person in situation.people]
        sure = named.count(True)
        unnamed_possible = situation.people_open and outcomes[ANYBODY] is not False
        most = inf if unnamed_possible else sure + list(outcomes.values()).count(None)
        counted = Range(float(sure), most)
        if self.at_least is not None:
            return counted.at_least(Range(self.at_least, self.at_least))
        return counted.at_most(Range(self.at_most or 0, self.at_most or 0))


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

    def explain(self, known: Evaluation, person: str | None) -> Finding:
        """The finding of the condition under its label."""
        found = known.finding(self.condition, person)
        hint = self.exempting and found.outcome is False
        return Finding(
            None if hint else found.outcome,
            self.statement,
            found.facts,
            found.against,
            () if hint else found.missing,
            found.open_parameters,
            hint or found.hinted,
            found.children,
        )


def _opposite(outcome: Truth) -> Truth:
    return None if outcome is None else not outcome


def _merged(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))


def _facts_of(finding: Finding) -> dict[str, Any]:
    """The facts the tests of one person looked at; of an alternative, only those of the branches that hold."""
    looked_at: list[Finding] = []
    for child in finding.children:
        looked_at.extend([branch for branch in child.children if branch.outcome] if child.children else [child])
    return {path: value for test in looked_at for path, value in test.facts.items()}
