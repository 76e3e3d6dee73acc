"""What conditions come to for one household: each is decided once, however many policies share it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from knowledge.criteria import NO_GAP, Criterion, Finding, Gap
from knowledge.expressions import CalculatedNumber
from knowledge.ranges import Range
from knowledge.situation import Situation
from knowledge.truth import Truth


class Evaluation(ABC):
    """Remembers the outcomes, findings and calculated numbers of one situation.

    known, moved: the same household without a fact that is supposed, and the facts which that one moves. What does not rest on
    them is taken over and not decided anew.
    """

    def __init__(self, situation: Situation, known: Evaluation | None = None, moved: frozenset[str] = frozenset()) -> None:
        self.situation = situation
        self.fact = situation.value
        self._known = known
        self.moved = moved
        self._truths: dict[tuple[Criterion, str | None], Truth] = {}
        self._gaps: dict[tuple[Criterion, str | None], Gap] = {}
        self._findings: dict[tuple[Criterion, str | None], Finding] = {}
        self._numbers: dict[tuple[CalculatedNumber, str | None], Range | None] = {}

    @abstractmethod
    def truth_of(self, policy_id: str) -> Truth:
        """What the verdict on another policy would be for the same household."""

    def truth(self, criterion: Criterion, person: str | None) -> Truth:
        """Whether a condition holds."""
        key = (criterion, person if criterion.personal else None)
        if key not in self._truths:
            self._truths[key] = self._decide(*key)
        return self._truths[key]

    def gap(self, criterion: Criterion, person: str | None) -> Gap:
        """What would settle a condition; nothing has to where it is settled."""
        key = (criterion, person if criterion.personal else None)
        if key not in self._gaps:
            self._gaps[key] = criterion.gap(self, person) if self.truth(criterion, person) is None else NO_GAP
        return self._gaps[key]

    def finding(self, criterion: Criterion, person: str | None) -> Finding:
        """Whether a condition holds, and why."""
        key = (criterion, person if criterion.personal else None)
        if key not in self._findings:
            self._findings[key] = criterion.explain(self, person)
        return self._findings[key]

    def calculated(self, number: CalculatedNumber, person: str | None) -> Range | None:
        """The value of a calculated number."""
        key = (number, person)
        if key not in self._numbers:
            self._numbers[key] = number.work_out(self, person)
        return self._numbers[key]

    def paths(self, facts: Iterable[str], person: str | None) -> tuple[str, ...]:
        """The facts as they are shown and asked: `person.age` of p2 is `people.p2.age`."""
        return tuple(dict.fromkeys(self.situation.path_for(fact, person) for fact in facts))

    def _decide(self, criterion: Criterion, person: str | None) -> Truth:
        if self._known is None:
            return criterion.decide(self, person)
        if criterion.rests_on.isdisjoint(self.moved):
            return self._known.truth(criterion, person)
        return criterion.decide_anew(self, self._known, person)
