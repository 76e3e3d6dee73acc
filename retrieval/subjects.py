"""What a question is about: the policies it calls by name, the place it names, and what is left when nothing else is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.places import places_called
from retrieval.citation import kinds_of, question_kinds
from retrieval.naming import Names
from retrieval.text import normalise, normalise_query

SUBJECTS = Path(__file__).with_name("subjects.yaml")
# A single character left over is a particle or a slip, never what a question is about.
SLIP = 1


class SubjectWords(BaseModel):
    """The words by which one tells what a question is about; what each list is for stands in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pointing: list[str]
    again: list[str]
    between: list[str]
    ordinals: list[list[str]]
    fillers: list[str]


@dataclass(frozen=True)
class Question:
    """A question as it is read. text: normalised; kinds: what it is after, the deciding one first.

    called: the policies of each name in it, in the order of the names; one name may belong to several.
    place: GB/T 2260. left: what it says beyond names, places and questioning. pointing: it points at what was spoken of.
    again: it repeats the last question for something else. chosen: which of several offered, from 0.
    """

    text: str
    kinds: tuple[str, ...]
    called: tuple[tuple[str, ...], ...]
    place: str | None
    left: str
    pointing: bool
    again: bool
    chosen: int | None

    @property
    def bare(self) -> bool:
        """Whether it says nothing beyond names, places and questioning."""
        return len(self.left) <= SLIP


@cache
def subject_words(file: Path = SUBJECTS) -> SubjectWords:
    """The words of `subjects.yaml`."""
    return SubjectWords.model_validate(yaml.safe_load(file.read_text("utf-8")))


def read_question(query: str, names: Names) -> Question:
    """What a question is after and about, by these names."""
    text, words = normalise_query(query), subject_words()
    found = [name for name, _ in names.calls(text)]
    unnamed = _without(text, found)
    places, unplaced = places_called(unnamed)
    return Question(
        text=text,
        kinds=kinds_of(text),
        called=tuple(names.owners(name) for name in found),
        place=places[-1] if places else None,
        left=_without_fillers(unplaced),
        pointing=any(word in text for word in words.pointing),
        again=any(text.endswith(word) for word in words.again),
        chosen=_chosen(text),
    )


def sides(text: str) -> list[str]:
    """The two things a normalised question compares, as they are worded; empty where it does not set two side by side."""
    parts = re.split("|".join(map(re.escape, subject_words().between)), text, maxsplit=1)
    worded = [_without_fillers(part) for part in parts]
    return worded if len(worded) == 2 and all(len(part) > SLIP for part in worded) else []


def _chosen(text: str) -> int | None:
    said = (number for number, words in enumerate(subject_words().ordinals) if any(word in text for word in words))
    return next(said, None)


def _without_fillers(text: str) -> str:
    return _fillers().sub("", text).replace(" ", "")


@cache
def _fillers() -> re.Pattern[str]:
    words = subject_words()
    asked = [word for kind in question_kinds() for word in kind.asked]
    taken = {normalise(word) for word in [*asked, *words.pointing, *words.again, *words.between, *words.fillers]}
    return re.compile("|".join(map(re.escape, sorted(taken, key=lambda word: (-len(word), word)))))


def _without(text: str, words: list[str]) -> str:
    for word in words:
        text = text.replace(word, " ", 1)
    return text
