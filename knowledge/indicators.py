"""Warning indicators: what a register should look at again, by its facts and by what became of them (`warnings.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from knowledge.eligibility import Judge
from knowledge.ranges import Range
from knowledge.reading import read_file
from knowledge.terms import FactTest, Scalar, Shape
from knowledge.truth import Truth, all_of

FILE = Path(__file__).with_name("warnings.yaml")


class Change(Shape):
    """What became of a fact since an earlier day. Exactly one of the three is given."""

    fact: str
    rises: Literal[True] | None = None
    falls: Literal[True] | None = None
    becomes: list[Scalar] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _says_one_thing(self) -> Change:
        if sum(said is not None for said in (self.rises, self.falls, self.becomes)) != 1:
            raise ValueError(f"the change of {self.fact} needs exactly one of rises, falls and becomes")
        return self


class Warn(Shape):
    """One indicator, what it leads to and where it comes from."""

    id: str
    label: str
    about: Literal["household", "person"]
    effect: Literal["help", "review"]
    when: tuple[FactTest, ...] = ()
    change: Change | None = None
    policies: list[str] = Field(min_length=1)
    do: str
    source: str


class Warnings(Shape):
    """The whole file."""

    warnings: list[Warn]


@dataclass(frozen=True, slots=True)
class Warned:
    """An indicator that holds, and for whom where it is about a person."""

    warning: Warn
    person: str | None


@cache
def load_warnings() -> tuple[Warn, ...]:
    """The indicators in the order of the file. Raises CatalogueError when it is malformed."""
    return tuple(read_file(FILE, Warnings).warnings)


def warnings_of(judge: Judge, earlier: Judge | None = None) -> list[Warned]:
    """The indicators that surely hold, in the order of the file; those about a change only where earlier facts are given."""
    return [
        Warned(warning, person)
        for warning in load_warnings()
        for person in (judge.situation.people if warning.about == "person" else [None])
        if truth_of(warning, judge, earlier, person) is True
    ]


def truth_of(warning: Warn, judge: Judge, earlier: Judge | None, person: str | None) -> Truth:
    """Whether an indicator holds; unknown where a fact is, then or now, and for a change without earlier facts."""
    place = judge.place("hukou")
    outcomes = [judge.holds(test, place, person) for test in warning.when]
    if warning.change:
        outcomes.append(_changed(warning.change, judge, earlier, person))
    return all_of(outcomes)


def _changed(change: Change, judge: Judge, earlier: Judge | None, person: str | None) -> Truth:
    if earlier is None or (person is not None and person not in earlier.situation.people):
        return None
    before, now = earlier.fact(change.fact, person), judge.fact(change.fact, person)
    if before is None or now is None:
        return None
    if change.becomes is not None:
        return now in change.becomes and now != before
    return _moved(change, before, now)


def _moved(change: Change, before: Any, now: Any) -> Truth:
    if not isinstance(before, Range) or not isinstance(now, Range):
        return None
    return now.above(before) if change.rises else now.below(before)
