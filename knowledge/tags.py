"""The tags of a register of people on low incomes: which of its groups a household and its people belong to (`tags.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from knowledge.conditions import walk
from knowledge.eligibility import Judge
from knowledge.policy import AllOf, Labelled
from knowledge.reading import read_file
from knowledge.terms import Shape

FILE = Path(__file__).with_name("tags.yaml")


class Tag(Shape):
    """One kind of household or person, and when somebody is of that kind. own: the kind is ours, no text names it."""

    id: str
    name: str
    own: bool = False
    about: Literal["household", "person"]
    when: AllOf

    @property
    def clauses(self) -> list[str]:
        """What its conditions rest on, each clause once."""
        return list(dict.fromkeys(part.clause for part in walk(self.when) if isinstance(part, Labelled)))


class TagGroup(Shape):
    """Kinds that a text puts under one name; own: the group is ours."""

    id: str
    name: str
    source: str
    own: bool = False
    tags: list[Tag]


class Tags(Shape):
    """The whole file."""

    groups: list[TagGroup]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag of the household, or of one person. sure: recognised or shown by the facts; else it is still possible.

    missing: the facts that would settle it.
    """

    tag: Tag
    group: TagGroup
    person: str | None
    sure: bool
    missing: tuple[str, ...]


@cache
def load_tags() -> tuple[TagGroup, ...]:
    """The groups of tags in the order of the file. Raises CatalogueError when it is malformed."""
    return tuple(read_file(FILE, Tags).groups)


def tags_of(judge: Judge) -> list[Tagged]:
    """The tags that hold or are still possible, in the order of the file; what is ruled out is left out."""
    return [tagged for group in load_tags() for tag in group.tags for tagged in _tagged(tag, group, judge)]


def _tagged(tag: Tag, group: TagGroup, judge: Judge) -> list[Tagged]:
    criterion = judge.catalogue.rule_book(judge.place("hukou"), judge.day).criterion(tag.when)
    people: list[str | None] = [*judge.situation.members] if tag.about == "person" else [None]
    outcomes = {person: judge.truth(criterion, person) for person in people}
    return [
        Tagged(tag, group, person, outcome is True, judge.gap(criterion, person).facts)
        for person, outcome in outcomes.items()
        if outcome is not False
    ]
