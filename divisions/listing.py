"""The list of places with their names, from `divisions.csv`, and which of them are offered, from `offered.yaml`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

FOLDER = Path(__file__).parent
COMMENT = "#"
BETWEEN, SEVERAL = ",", "|"
# How freely a name is taken: wherever it stands, also as a whole answer, only below the place above.
ALONE, ANSWER, BELOW = range(3)
# The digits of a code that name a province, a prefecture, a county.
LEVELS = (2, 4, 6)

# A line of the list: code, own name, and three columns of names. A name's meaning: which place, how freely.
Row = list[str]
Meaning = tuple[str, int]


class Names(NamedTuple):
    """What each name may mean, and how long the names are that begin with a character, the longest first."""

    meanings: dict[str, list[Meaning]]
    lengths: dict[str, list[int]]


@cache
def listed() -> tuple[Row, ...]:
    """The lines of `divisions.csv`; read once, when first needed (about 5 ms)."""
    lines = (FOLDER / "divisions.csv").read_text("utf-8").splitlines()
    rows = [line.split(BETWEEN) for line in lines if not line.startswith(COMMENT)]
    return tuple(rows[1:])


@cache
def divisions() -> dict[str, str]:
    """The own name of every place by its six-digit code."""
    return {row[0]: row[1] for row in listed()}


def names_of(rows: Iterable[Row]) -> Names:
    """The names in these lines of the list, with what each may mean."""
    meanings: dict[str, list[Meaning]] = {}
    lengths: dict[str, set[int]] = defaultdict(set)
    for code, _, *columns in rows:
        for freely, column in enumerate(columns):
            for name in column.split(SEVERAL) if column else ():
                meanings.setdefault(name, []).append((code, freely))
                lengths[name[0]].add(len(name))
    return Names(meanings, {first: sorted(known, reverse=True) for first, known in lengths.items()})


@cache
def offered() -> tuple[str, ...]:
    """The codes of the places people choose from, in the order of `offered.yaml`."""
    return tuple(yaml.safe_load((FOLDER / "offered.yaml").read_text("utf-8"))["offered"])


def full_name(code: str) -> str | None:
    """The name of a place with those above it; None where the list does not have it."""
    return "".join(divisions()[each] for each in _down_to(code)) if code in divisions() else None


def _down_to(code: str) -> Iterator[str]:
    above = dict.fromkeys(code[:digits].ljust(len(code), "0") for digits in LEVELS)
    return (each for each in above if each in divisions())


def digits(code: str) -> str:
    """The part of a code that all places in it begin with: 12 of 120000, 1201 of 120100."""
    return next((code[:level] for level in LEVELS if not code[level:].strip("0")), code)


def covers(outer: str, inner: str) -> bool:
    """Whether a place is another one or lies in it."""
    return inner.startswith(digits(outer))
