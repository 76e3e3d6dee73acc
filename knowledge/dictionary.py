"""The dictionary of facts (`facts.yaml`): one meaning, one question and one type for each fact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from knowledge.errors import FactError
from knowledge.implied import Implied
from knowledge.reading import read_file
from knowledge.terms import Expression, FactTest, PeopleTest, Shape, operands

FactType = Literal["integer", "number", "money", "boolean", "choice", "list", "place"]
PlaceCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
NUMERIC: frozenset[str] = frozenset({"integer", "number", "money"})
ANYBODY = "any"


class Option(Shape):
    """One answer of a choice as it is offered."""

    value: Any
    label: str


class FactDefinition(Shape):
    """What a fact means and how a resident is asked for it."""

    label: str
    type: FactType
    unit: str | None = None
    asked: bool = True
    asked_after: PeopleTest | None = None
    asked_unless: PeopleTest | None = None
    otherwise: bool | int | str | None = None
    question: str
    question_any: str | None = None
    locally: dict[PlaceCode, str] = Field(default={})
    nobody: str | None = None
    why: str
    effort: int
    sensitivity: Literal["ordinary", "sensitive"]
    probe: tuple[Any, ...] = ()
    options: tuple[Option, ...] = ()
    closed: bool = False
    at_most: int | None = None
    at_least: int | None = None

    @property
    def nothing(self) -> bool | str | list[Any]:
        """The value that says "does not have it" for one person."""
        return False if self.type == "boolean" else [] if self.type == "list" else "none"

    @property
    def items(self) -> frozenset[Any]:
        """What the offered answers of a list hold."""
        return frozenset(item for option in self.options for item in option.value)

    def option_label(self, value: Any) -> str | None:
        """The wording of an offered answer, or None when the value is not among them."""
        return next((option.label for option in self.options if option.value == value), None)


class FactGroup(Shape):
    """Facts that people tell in one breath, so that one question asks for them; it is known by the first."""

    facts: Annotated[tuple[str, ...], Field(min_length=2)]
    question: str
    question_any: str | None = None
    locally: dict[PlaceCode, str] = Field(default={})
    why: str
    nothing: str | None = None
    effort: int
    probe: Annotated[tuple[dict[str, Any], ...], Field(min_length=1)]


class DerivedFact(Shape):
    """A fact by arithmetic over other facts."""

    label: str
    unit: str
    from_: Expression = Field(alias="from")


class SameFact(Shape):
    """Another fact that says the same, where the test holds."""

    as_: str = Field(alias="as")
    when: FactTest


class Signal(Shape):
    """A difficulty the facts themselves show, so that nobody has to name it."""

    difficulty: str
    when: FactTest


class FactFile(Shape):
    """What `facts.yaml` holds."""

    household: dict[str, FactDefinition]
    person: dict[str, FactDefinition]
    derived: dict[str, DerivedFact]
    lower_bounds: dict[str, list[str]]
    same: dict[str, SameFact] = Field(default_factory=dict)
    signals: list[Signal]
    groups: tuple[FactGroup, ...] = ()


class FactDictionary:
    """All facts by path: `household.x` and `person.x`; `people.<id>.x` is looked up as `person.x`."""

    def __init__(self, facts: FactFile) -> None:
        self.household = facts.household
        self.person = facts.person
        self.derived = facts.derived
        self.signals = facts.signals
        self.lower_bounds = facts.lower_bounds
        self.groups = facts.groups
        self.same = facts.same
        self.implied = {path: implied for path, entry in self._all() if (implied := _implied(entry))}
        self.implied |= {path: Implied(None, None, each.when, each.as_) for path, each in facts.same.items()}
        # What moves with what where nothing was said: a whole with its parts, what is implied with what implies it.
        implying = {path: implied.rests_on for path, implied in self.implied.items()}
        self.follows: dict[str, tuple[str, ...]] = {
            **{path: tuple(parts) for path, parts in self.lower_bounds.items()},
            **implying,
        }

    def __contains__(self, path: str) -> bool:
        return path in self.derived or self._find(path) is not None

    def definition(self, path: str) -> FactDefinition:
        """The definition of a base fact. Raises FactError for an unknown path."""
        found = self._find(path)
        if found is None:
            raise FactError(path, "no such fact in the dictionary")
        return found

    def base_facts(self, path: str) -> list[str]:
        """The facts a path rests on: itself, or the inputs of a derived fact, recursively."""
        if path not in self.derived:
            return [path]
        return [base for used in expression_facts(self.derived[path].from_) for base in self.base_facts(used)]

    def together(self, path: str) -> list[str]:
        """The facts that the question asks for which is known by this one: of the household, of the same person or of anybody."""
        section, *_, name = path.split(".")
        ruled = f"person.{name}" if section == "people" else path
        facts = next((group.facts for group in self.groups if group.facts[0] == ruled), (ruled,))
        who = path.split(".")[1] if section == "people" else ANYBODY
        return [f"people.{who}.{fact.removeprefix('person.')}" if fact.startswith("person.") else fact for fact in facts]

    def _all(self) -> Iterator[tuple[str, FactDefinition]]:
        yield from ((f"household.{name}", entry) for name, entry in self.household.items())
        yield from ((f"person.{name}", entry) for name, entry in self.person.items())

    def _find(self, path: str) -> FactDefinition | None:
        parts = path.split(".")
        if parts[0] == "household" and len(parts) == 2:
            return self.household.get(parts[1])
        if (parts[0], len(parts)) in (("person", 2), ("people", 3)):
            return self.person.get(parts[-1])
        return None


def _implied(entry: FactDefinition) -> Implied | None:
    return None if entry.otherwise is None else Implied(entry.otherwise, entry.asked_after, entry.asked_unless)


def expression_facts(expression: Expression) -> Iterator[str]:
    """Every fact path an expression uses."""
    if isinstance(expression, str):
        yield expression
        return
    for part in operands(expression):
        yield from expression_facts(part)


def load_dictionary(file: Path) -> FactDictionary:
    """Reads `facts.yaml`. Raises CatalogueError when it is missing or malformed."""
    return FactDictionary(read_file(file, FactFile))
