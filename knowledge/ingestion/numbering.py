"""How clauses are numbered: which mark a paragraph begins with, and what kind of line it is. The patterns are data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

import cn2an
import yaml

PATTERNS = Path(__file__).with_name("patterns.yaml")
LONGEST_HEADING = 40
FIRST_CIRCLED = 0x2460


class Level(IntEnum):
    """From the outermost to the innermost."""

    HEADING = 0
    ARTICLE = 1
    FIRST = 2
    SECOND = 3
    THIRD = 4
    FOURTH = 5
    FIFTH = 6


@dataclass(frozen=True)
class Mark:
    """The number a paragraph begins with.

    label: as it is cited in a path; rest: the paragraph behind it; set_off: a blank stands between, as no sentence has it.
    """

    level: Level
    number: int
    label: str
    rest: str
    set_off: bool


@cache
def pattern(name: str) -> re.Pattern[str]:
    """One pattern of `patterns.yaml` by its name."""
    return re.compile(_filled(_data()[name]))


def mark_of(text: str) -> Mark | None:
    """The mark a clean paragraph begins with; None where it begins with none, or only mentions an article."""
    for level, expression in _marks().items():
        found = expression.match(text)
        if found and (mark := _mark(level, found, text)):
            return mark
    return None


def is_all(name: str, text: str) -> bool:
    """Whether a text is, from end to end, of the kind the pattern describes."""
    return pattern(name).fullmatch(text) is not None


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence or one of its parts does."""
    return pattern("ends_sentence").search(text) is not None


def announces(text: str) -> bool:
    """Whether what follows belongs to this text."""
    return pattern("announces").search(text) is not None


def _mark(level: Level, found: re.Match[str], text: str) -> Mark | None:
    rest = text[found.end() :]
    if level is Level.ARTICLE and pattern("mentions").match(rest):
        return None
    if level is Level.HEADING and (len(text) > LONGEST_HEADING or pattern("says_something").search(text)):
        return None
    label = _label(level, found)
    return Mark(level, number_of(found["number"]), label, rest.strip(), rest[:1] in ("", " "))


def _label(level: Level, found: re.Match[str]) -> str:
    """An article and a bracket as they stand, else the number alone: 第五条, 二（四）15."""
    bare = {Level.FIRST, Level.THIRD, Level.FIFTH}
    if level in bare:
        return found["number"]
    if level in (Level.SECOND, Level.FOURTH):
        return found.group()[0] + found["number"] + found.group()[len(found["number"]) + 1]
    return found.group()


def number_of(numeral: str) -> int:
    """The value of a number in digits, in Chinese numerals or in a circle."""
    if numeral.isdecimal():
        return int(numeral)
    if len(numeral) == 1 and ord(numeral) >= FIRST_CIRCLED and not _is_chinese(numeral):
        return ord(numeral) - FIRST_CIRCLED + 1
    try:
        return int(cn2an.cn2an(numeral, "smart"))
    except ValueError:
        # Numerals that are no number (十十): a mark all the same, which continues none.
        return 0


def _is_chinese(numeral: str) -> bool:
    return re.fullmatch(_data()["numerals"]["n"], numeral) is not None


def _filled(expression: str) -> str:
    for name, numerals in _data()["numerals"].items():
        expression = expression.replace(f"{{{name}}}", numerals)
    return expression


@cache
def _marks() -> dict[Level, re.Pattern[str]]:
    return {Level[name.upper()]: re.compile(_filled(expression)) for name, expression in _data()["marks"].items()}


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(PATTERNS.read_text("utf-8"))
    return loaded
