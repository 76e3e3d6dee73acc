"""What is known of one household on one day, and what is not."""

from __future__ import annotations

import re
from functools import cached_property
from math import inf, isfinite
from typing import Any

from knowledge.dictionary import ANYBODY, NUMERIC, FactDefinition, FactDictionary
from knowledge.errors import FactError
from knowledge.ranges import Range

# Whatever an id is made of has to stand in a path, in JSON and in an address.
PERSON_ID = re.compile(r"[\w-]{1,64}")
SELF = "self"
# More than there are policies to receive, and longer than any of their ids.
MOST_ITEMS, LONGEST_ITEM = 100, 64

# Stands among the facts a condition rests on for who is in the household and whether others may be.
PEOPLE = "people"

Value = bool | int | str | list[Any] | Range | None


class Situation:
    """Facts of the contract, read with three values: absent or null is unknown, never no and never zero.

    The list of people is open (others may exist) until it is as long as `size` or `people_complete` is true; whoever is named
    but away (`person.away`) is no member of the family and is counted nowhere.
    The id `any` stands for a person who may exist and of whom nothing is known.
    """

    def __init__(self, facts: dict[str, Any], dictionary: FactDictionary) -> None:
        self.facts = facts
        self.dictionary = dictionary
        self.household: dict[str, Any] = facts.get("household") or {}
        self.people: dict[str, dict[str, Any]] = {person["id"]: person for person in facts.get("people") or []}
        self.members = [each for each, person in self.people.items() if person.get("away") in (None, "none")]
        self.nobody: frozenset[str] = frozenset(self.household.get("nobody") or [])
        self._values: dict[tuple[str, str], Value] = {}

    @cached_property
    def people_open(self) -> bool:
        """Whether people may exist who have not been named."""
        if self.household.get("people_complete"):
            return False
        size = self.household.get("size")
        return not self.people or not isinstance(size, int) or len(self.members) < size

    def value(self, path: str, person: str | None = None) -> Value:
        """The value of a base fact, said or implied; numbers come as Range. `person.x` needs the id of the person."""
        key = (path, person or ANYBODY)
        if key not in self._values:
            section, name = path.split(".", 1)
            said = self._household_value(name) if section == "household" else self._person_value(name, key[1])
            self._values[key] = self._implied(*key) if said is None else said
        return self._values[key]

    def path_for(self, path: str, person: str | None) -> str:
        """The path as it is shown and asked: `person.age` of p2 is `people.p2.age`."""
        return f"people.{person or ANYBODY}.{path.removeprefix('person.')}" if path.startswith("person.") else path

    def with_fact(self, path: str, value: Any) -> Situation:
        """A situation in which one more fact is known. For `people.any.x`, "none" means nobody has it."""
        household, people = dict(self.household), list(self.people.values())
        parts = path.split(".")
        if parts[0] == "household":
            household[parts[1]] = value
        elif parts[1] == ANYBODY and value == self.dictionary.definition(path).nothing:
            household["nobody"] = sorted({*(household.get("nobody") or []), parts[2]})
        else:
            people = _with_person(people, parts[1], parts[2], value)
        return Situation({**self.facts, "household": household, "people": people}, self.dictionary)

    def moved_by(self, path: str, supposed: Situation) -> frozenset[str]:
        """The facts, as rules name them, that may have another value in the situation that supposes this one."""
        section, *_, name = path.split(".")
        moved = {f"household.{name}" if section == "household" else f"person.{name}"}
        if path == "household.nobody":
            moved |= {f"person.{each}" for each in self.dictionary.person}
        if self.members != supposed.members or self.people_open != supposed.people_open:
            moved |= {"person.relation", PEOPLE}
        if self.value("household.size") != supposed.value("household.size"):
            moved.add("household.size")
        while following := {fact for fact, others in self.dictionary.follows.items() if not moved.isdisjoint(others)} - moved:
            moved |= following
        return frozenset(moved)

    def _implied(self, path: str, person: str) -> Value:
        """What follows from the rest where nothing was said; whatever is said outweighs it."""
        implied = self.dictionary.implied.get(path)
        return implied.follows(self.value, person) if implied is not None else None

    def _household_value(self, name: str) -> Value:
        if name == "size":
            return self._size()
        definition = self.dictionary.household[name]
        raw = self.household.get(name)
        if definition.type not in NUMERIC:
            return raw
        bound = self._lower_bound(f"household.{name}")
        return _at_least(Range.of(raw), definition.at_least if bound is None else bound)

    def _lower_bound(self, path: str) -> float | None:
        parts = [self.value(part) for part in self.dictionary.lower_bounds.get(path, [])]
        known = [part.low for part in parts if isinstance(part, Range) and isfinite(part.low)]
        return sum(known) if known else None

    def _size(self) -> Range:
        # A household is at least the one who speaks.
        said = Range.of(self.household.get("size")) or Range(1, inf)
        named = float(len(self.members))
        if self.members and not self.people_open and said.low <= named <= said.high:
            return Range(named, named)
        return Range(max(said.low, 1.0), max(said.high, named, 1.0))

    def _person_value(self, name: str, person: str) -> Value:
        definition = self.dictionary.person[name]
        raw = self.people.get(person, {}).get(name)
        if raw is None and name in self.nobody:
            return definition.nothing if definition.type not in NUMERIC else None
        return Range.of(raw) if definition.type in NUMERIC else raw


def _at_least(said: Range | None, bound: float | None) -> Range | None:
    """A range that was said, cut at what its parts add up to; an exact word that contradicts them stands."""
    if bound is None:
        return said
    if said is None:
        return Range(bound, inf)
    return Range(max(said.low, bound), said.high) if said.high >= bound else said


def _with_person(people: list[dict[str, Any]], identifier: str, name: str, value: Any) -> list[dict[str, Any]]:
    if all(known["id"] != identifier for known in people):
        people = [*people, {"id": identifier, "relation": SELF if identifier == SELF else "other"}]
    return [{**known, name: value} if known["id"] == identifier else known for known in people]


def check_facts(facts: dict[str, Any], dictionary: FactDictionary) -> None:
    """Refuses facts that cannot be: unknown names, wrong types, negative amounts. Raises FactError naming the path."""
    for name, value in (facts.get("household") or {}).items():
        _check_value(f"household.{name}", value, dictionary)
    seen: set[str] = set()
    for position, person in enumerate(facts.get("people") or []):
        identifier = person.get("id")
        if not isinstance(identifier, str) or not PERSON_ID.fullmatch(identifier) or identifier == ANYBODY or identifier in seen:
            raise FactError(f"people[{position}].id", "every person needs an id of its own, of letters, digits, _ and -")
        seen.add(identifier)
        for name, value in person.items():
            if name != "id":
                _check_value(f"people.{identifier}.{name}", value, dictionary)


def _check_value(path: str, value: Any, dictionary: FactDictionary) -> None:
    definition = dictionary.definition(path)
    if value is None:
        return
    kind = definition.type
    if kind in NUMERIC:
        _check_number(path, value, definition)
    elif (kind == "boolean" and not isinstance(value, bool)) or (kind == "list" and not _is_list_of_text(value)):
        raise FactError(path, f"expected {kind}")
    elif kind == "list" and definition.closed and not definition.items.issuperset(value):
        raise FactError(path, "not among what the options name")
    elif kind == "place" and not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) in (6, 9, 12)):
        raise FactError(path, "expected a place code of 6, 9 or 12 digits")
    elif kind == "choice" and (isinstance(value, bool) or value not in [option.value for option in definition.options]):
        raise FactError(path, "not one of the options")


def _check_number(path: str, value: Any, definition: FactDefinition) -> None:
    ends = list(value.values()) if isinstance(value, dict) else [value]
    if isinstance(value, dict) and not set(value) <= {"min", "max"}:
        raise FactError(path, "a range has only min and max")
    for end in ends:
        if end is None:
            continue
        if isinstance(end, bool) or not isinstance(end, int | float) or not 0 <= end < 1e12:
            raise FactError(path, "expected a number that is not negative")
        if definition.type == "integer" and end != int(end):
            raise FactError(path, "expected a whole number")
        if definition.at_most is not None and end > definition.at_most:
            raise FactError(path, f"more than {definition.at_most} cannot be")
    if len(ends) == 2 and None not in ends and value["min"] > value["max"]:
        raise FactError(path, "min is above max")


def _is_list_of_text(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_ITEMS and all(map(_is_short_text, value))


def _is_short_text(item: Any) -> bool:
    return isinstance(item, str) and item.isprintable() and len(item) <= LONGEST_ITEM
