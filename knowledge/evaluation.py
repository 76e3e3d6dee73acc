"""What conditions come to for one household: each is decided once, however many policies share it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from knowledge.criteria import ANOTHER_VERDICT, Criterion, Finding, Truth
from knowledge.expressions import CalculatedNumber
from knowledge.ranges import Range
from knowledge.situation import Situation


class Evaluation(ABC):
    """Remembers the outcomes, findings and calculated numbers of one situation.

    known, moved: the same household without a fact that is supposed, and the facts which that one moves. What does not rest on
    them is taken over and not decided anew.
    """

    def __init__(self, situation: Situation, known: Evaluation | None = None, moved: frozenset[str] = frozenset()) -> None:
        self.situation = situation
        self.fact = situation.value
        self._known = known
        self._moved = moved | {ANOTHER_VERDICT}
        self._truths: dict[tuple[Criterion, str | None], Truth] = {}
        self._findings: dict[tuple[Criterion, str | None], Finding] = {}
        self._numbers: dict[tuple[CalculatedNumber, str | None], Range | None] = {}

    @abstractmethod
    def truth_of(self, policy_id: str) -> Truth:
        """What the verdict on another policy would be for the same household."""

    def truth(self, criterion: Criterion, person: str | None) -> Truth:
        """Whether a condition holds."""
        key = (criterion, person if criterion.personal else None)
        if key not in self._truths:
            known = self._known
            taken_over = known is not None and criterion.rests_on.isdisjoint(self._moved)
            self._truths[key] = known.truth(*key) if known and taken_over else criterion.decide(self, person)
        return self._truths[key]

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
