"""What is asked of the whole catalogue (`standards.yaml`), and the canonical topics (`topics.yaml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from knowledge.catalogue import FOLDER
from knowledge.policy import Step
from knowledge.reading import read_file
from knowledge.terms import Shape


class PhraseStandards(Shape):
    """Fewest phrases of an entry, and how alike two of them may be (0 to 1)."""

    with_topic: int
    other: int
    alike_within: float
    alike_across: float


class Standards(Shape):
    """The whole of `standards.yaml`."""

    phrases: PhraseStandards
    steps: list[Step]
    passages: int
    confidence: Literal["high", "medium", "low"]
    expiring_days: int


class Topic(Shape):
    """One canonical topic; adjacent ones are often asked together with others and may be handed on."""

    name: str
    tier: Literal["core", "adjacent"]


class Topics(Shape):
    """The whole of `topics.yaml`."""

    topics: list[Topic]


@cache
def standards() -> Standards:
    """What is asked of the catalogue. Raises CatalogueError when the file is wrong."""
    return read_file(Path(__file__).with_name("standards.yaml"), Standards)


@cache
def topics() -> dict[str, Topic]:
    """The canonical topics by name, in their order. Raises CatalogueError when the file is wrong."""
    return {topic.name: topic for topic in read_file(FOLDER / "topics.yaml", Topics).topics}
