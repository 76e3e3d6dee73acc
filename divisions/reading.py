"""Finds places in what people write; a name that could mean something else, or several places, is left alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from divisions.listing import ALONE, ANSWER, BELOW, FOLDER, Meaning, Names, covers, digits, listed, names_of

# The municipalities: their districts lie in one city, whatever the digits of a prefecture say.
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})

Found = tuple[int, int, str]


@dataclass(frozen=True)
class _Reading:
    start: int
    end: int
    # None where it is not known yet which of several places a name means.
    code: str | None
    possible: tuple[str, ...] = ()

    def places(self) -> tuple[str, ...]:
        """The places it may mean."""
        return (self.code,) if self.code else self.possible


@cache
def _names() -> Names:
    return names_of(listed())


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((FOLDER / "reading.yaml").read_text("utf-8"))
    return words


def places_in(text: str, known: Iterable[str] = (), asked: bool = False) -> list[Found]:
    """The places a text calls by name: start, end and six-digit code of each; a place and one in it right after are one.

    known: codes of where the conversation is, which tell which of the places of one name is meant. asked: the text is about
    where somebody is, so names count that are taken as an answer only.
    """
    readings = _read(text, BELOW if asked else ANSWER)
    certain = {reading.code for reading in readings if reading.code}
    around = [*certain, *known]
    found = [(reading.start, reading.end, reading.code or _told_by(around, text, reading)) for reading in readings]
    return [(start, end, code) for start, end, code in found if code]


def place_answered(text: str, known: Iterable[str] = ()) -> Found | None:
    """The place an answer to where begins with: start, end and code; None where it may be several or none."""
    for length in _names().lengths.get(text[:1], ()):
        meant = _names().meanings.get(text[:length])
        if meant and length <= len(text):
            sure = [code for code, freely in meant if freely < BELOW] or _close(meant, known)
            return (0, length, sure[0]) if len(sure) == 1 else None
    return None


def _close(meant: list[Meaning], known: Iterable[str]) -> list[str]:
    places = list(known)
    return [code for code, _ in meant if any(_near(code, place) for place in places)]


def _read(text: str, free: int) -> list[_Reading]:
    readings: list[_Reading] = []
    place = 0
    while place < len(text):
        outer = readings[-1] if readings and _joined(text[readings[-1].end : place]) else None
        reading = _longest(text, place, outer, free)
        if reading is None:
            place += 1
            continue
        place = reading.end
        if outer and reading.code and any(code != reading.code and covers(code, reading.code) for code in outer.places()):
            reading = _Reading(readings.pop().start, reading.end, reading.code)
        if reading.code or reading.possible:
            readings.append(reading)
    return readings


def _joined(between: str) -> bool:
    return between in _words()["joined"]


def _longest(text: str, place: int, outer: _Reading | None, free: int) -> _Reading | None:
    """The longest name that begins at a place, as far as it is one."""
    for length in _names().lengths.get(text[place], ()):
        meant = _names().meanings.get(text[place : place + length])
        if meant and place + length <= len(text):
            return _meaning(_Reading(place, place + length, None), meant, outer, free)
    return None


def _meaning(named: _Reading, meant: list[Meaning], outer: _Reading | None, free: int) -> _Reading:
    if outer and outer.places():
        inside = [code for code, _ in meant if any(covers(place, code) for place in outer.places())]
        if len(inside) == 1:
            return _Reading(named.start, named.end, inside[0])
        of_a_city = any(freely == ALONE and code.endswith("00") for code, freely in meant)
        if outer.code and named.start == outer.end and not of_a_city:
            # 丹阳云阳: a town or a street that is called like a county elsewhere.
            return _Reading(named.start, named.end, None)
    sure = [code for code, freely in meant if freely < free]
    if len(sure) == 1:
        return _Reading(named.start, named.end, sure[0])
    return _Reading(named.start, named.end, None, tuple(code for code, _ in meant))


def _told_by(around: list[str], text: str, reading: _Reading) -> str | None:
    named = [code for code in reading.possible if code in around]
    if not named and text[reading.end - 1] in _words()["suffixes"]:
        named = [code for code in reading.possible if any(_near(code, place) for place in around)]
    return named[0] if len(named) == 1 else None


def _near(code: str, place: str) -> bool:
    """Whether a place lies in another one, or in the same city as it."""
    city = 2 if place[:2] in MUNICIPALITIES else 4
    return covers(place, code) or code[:city] == digits(place)[:city]
