"""Walks through conditions and expressions, with the place where each part stands in its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowledge.policy import AllOf, AnyOf, Condition, CountCondition, Not, Overlay
from knowledge.reading import Location
from knowledge.terms import AnyTest, Expression, FactTest, ParameterUse, PeopleTest, operands


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and all conditions inside it."""
    for _, part in walk_at(condition, ()):
        yield part


def walk_at(condition: Condition, at: Location) -> Iterator[tuple[Location, Condition]]:
    """The same, each with its place, when the condition itself stands at this one."""
    yield at, condition
    if isinstance(condition, AllOf):
        inside = [((*at, "all", position), part) for position, part in enumerate(condition.all)]
    elif isinstance(condition, AnyOf):
        inside = [((*at, "any", position), part) for position, part in enumerate(condition.any)]
    elif isinstance(condition, Not):
        inside = [((*at, "not"), condition.not_)]
    else:
        return
    for place, part in inside:
        yield from walk_at(part, place)


def tests_at(condition: Condition, at: Location) -> Iterator[tuple[Location, FactTest]]:
    """The tests of facts a condition itself makes, each with its place."""
    if isinstance(condition, FactTest):
        yield at, condition
    elif isinstance(condition, CountCondition):
        yield from tests_of_people(condition.count_of.where, (*at, "count_of", "where"))


def tests_of_people(tests: Iterable[PeopleTest], at: Location) -> Iterator[tuple[Location, FactTest]]:
    """The tests of facts in a list of tests, the parts of an alternative included, each with its place."""
    for position, test in enumerate(tests):
        if isinstance(test, AnyTest):
            yield from (((*at, position, "any", number), part) for number, part in enumerate(test.any))
        else:
            yield (*at, position), test


def conditions_of(overlay: Overlay) -> list[tuple[Location, Condition]]:
    """The conditions a locality replaces and adds, each with its place."""
    replaced: list[tuple[Location, Condition]] = [(("replace", name), part) for name, part in overlay.replace.items()]
    return [*replaced, *((("add", position), part) for position, part in enumerate(overlay.add))]


def parameters_in(expression: Expression) -> Iterator[str]:
    """The parameters an expression uses."""
    if isinstance(expression, ParameterUse):
        yield expression.parameter
    for part in operands(expression):
        yield from parameters_in(part)
