"""What is known though nobody said it: by what closes a question (`otherwise`), or by another fact that says so (`same`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from knowledge.ranges import Range
from knowledge.terms import FactTest, PeopleTest, alternatives
from knowledge.truth import COMPARISONS, Truth, any_of, matches

# Whether a difficulty was named says what is worth asking, never what is so.
RELEVANCE = "household.difficulties"

ValueOf = Callable[[str, str], Any]


class _Test(NamedTuple):
    """A test of a base fact against a constant, ready to be used often."""

    fact: str
    verb: str
    against: Any

    def holds(self, value_of: ValueOf, person: str) -> Truth:
        """Whether it holds for this person; what is a matter of relevance is never decided."""
        if self.fact == RELEVANCE:
            return None
        value = value_of(self.fact, person)
        if self.verb in COMPARISONS:
            known = isinstance(value, Range) and isinstance(self.against, Range)
            return COMPARISONS[self.verb](value, self.against) if known else None
        return matches(value, self.verb, self.against)


class Implied:
    """The value of a fact where its question is decidedly closed: what it waits for is not so, or what forbids it is so.

    value: what follows. same_as: or the fact whose value it has.
    """

    def __init__(
        self, value: bool | int | str | None, after: PeopleTest | None, unless: PeopleTest | None, same_as: str | None = None
    ) -> None:
        self.value = value
        self.same_as = same_as
        self._after = _ready(after)
        self._unless = _ready(unless)
        gates = [test.fact for test in (*self._after, *self._unless) if test.fact != RELEVANCE]
        self.rests_on = tuple(dict.fromkeys([*gates, *([same_as] if same_as else [])]))

    def follows(self, value_of: ValueOf, person: str) -> Any:
        """What follows from what is known; None where nothing does."""
        if not self.holds(value_of, person):
            return None
        return self.value if self.same_as is None else value_of(self.same_as, person)

    def holds(self, value_of: ValueOf, person: str) -> bool:
        """Whether something follows from what is known; what is not known closes no question."""
        if self._after and any_of(test.holds(value_of, person) for test in self._after) is False:
            return True
        return any(test.holds(value_of, person) is True for test in self._unless)


def _ready(test: PeopleTest | None) -> tuple[_Test, ...]:
    return () if test is None else tuple(_ready_one(part) for part in alternatives(test))


def _ready_one(test: FactTest) -> _Test:
    (verb,) = test.verbs()
    against = getattr(test, verb)
    if verb in COMPARISONS:
        # The numbers of a place are not for here; the dictionary's check refuses them.
        against = Range.of(against) if isinstance(against, int | float) else None
    return _Test(test.fact, verb, against)
