"""Expressions as they stand at one place on one day: parameters have become numbers, what rests on no fact is worked out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from knowledge.ranges import Range
from knowledge.terms import Difference, Expression, NotBelowZero, Product, Sum

if TYPE_CHECKING:
    from knowledge.evaluation import Evaluation


class Number(ABC):
    """One side of a comparison.

    facts: the base facts it rests on, in the order of the text. open_parameters: the numbers in it nobody could verify.
    """

    facts: tuple[str, ...] = ()
    open_parameters: tuple[str, ...] = ()

    @abstractmethod
    def value(self, known: Evaluation, person: str | None) -> Range | None:
        """The value for this household, and for this person where it rests on facts of a person; None while it is unknown."""

    def unknown_facts(self, known: Evaluation, person: str | None) -> tuple[str, ...]:
        """The facts without which it has no value, by the paths they are asked under."""
        return known.paths((fact for fact in self.facts if not isinstance(known.fact(fact, person), Range)), person)

    def vague_facts(self, known: Evaluation, person: str | None) -> tuple[str, ...]:
        """The facts that are not known exactly: a more exact answer may settle the comparison."""
        values = {fact: known.fact(fact, person) for fact in self.facts}
        return known.paths((fact for fact, value in values.items() if not (isinstance(value, Range) and value.exact)), person)


class FixedNumber(Number):
    """A number of the text, or what a parameter comes to."""

    def __init__(self, fixed: Range | None, open_parameters: tuple[str, ...] = ()) -> None:
        self.fixed = fixed
        self.open_parameters = open_parameters

    def value(self, known: Evaluation, person: str | None) -> Range | None:
        """The same for everybody; None for a number nobody could verify."""
        return self.fixed


class FactNumber(Number):
    """A base fact that is a number."""

    def __init__(self, fact: str) -> None:
        self.fact = fact
        self.facts = (fact,)

    def value(self, known: Evaluation, person: str | None) -> Range | None:
        """What is known of the fact."""
        found = known.fact(self.fact, person)
        return found if isinstance(found, Range) else None


class CalculatedNumber(Number):
    """Arithmetic over numbers at least one of which rests on facts."""

    def __init__(self, expression: Expression, parts: tuple[Number, ...]) -> None:
        self.expression = expression
        self.parts = parts
        self.facts = tuple(dict.fromkeys(fact for part in parts for fact in part.facts))
        self.open_parameters = tuple(dict.fromkeys(name for part in parts for name in part.open_parameters))

    def value(self, known: Evaluation, person: str | None) -> Range | None:
        """Worked out once per household and person."""
        return known.calculated(self, person)

    def work_out(self, known: Evaluation, person: str | None) -> Range | None:
        """The result of the arithmetic."""
        return calculate(self.expression, [part.value(known, person) for part in self.parts])


def calculate(expression: Expression, values: list[Range | None]) -> Range | None:
    """The result of an arithmetic expression over the values of its parts; None while one is unknown, and for 0 ÷ 0."""
    result = values[0]
    if isinstance(expression, NotBelowZero):
        return result.not_below_zero() if result else None
    for value in values[1:]:
        if result is None or value is None:
            return None
        match expression:
            case Sum():
                result = result + value
            case Difference():
                result = result - value
            case Product():
                result = result * value
            case _:
                result = result.divided_by(value)
    return result
