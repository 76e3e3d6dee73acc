"""Numbers of the law: dated, per place, each with its source. No value for a day and place means unknown, never a guess."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date

from knowledge.benefit import NAMED
from knowledge.policy import DatedValue, Parameter
from knowledge.ranges import plain
from knowledge.wording import wording

NATIONAL = "national"


def places_from(code: str | None) -> Iterator[str]:
    """The county of a place, then what it lies in: city, province, nation (GB/T 2260; longer codes are streets and villages)."""
    if code:
        county = code[:6]
        yield from dict.fromkeys((county, county[:4] + "00", county[:2] + "0000"))
    yield NATIONAL


class Parameters:
    """All parameters by place and id."""

    def __init__(self, by_place: dict[str, dict[str, Parameter]]) -> None:
        self.by_place = by_place
        self.ids = frozenset(identifier for group in by_place.values() for identifier in group)

    def find(self, identifier: str, place: str | None) -> Parameter | None:
        """The parameter of the nearest place that has it, whether verified or open."""
        for code in places_from(place):
            found = self.by_place.get(code, {}).get(identifier)
            if found is not None:
                return found
        return None

    def value_on(self, identifier: str, place: str | None, day: date) -> DatedValue | None:
        """The verified value in force on that day, or None where none was verified."""
        found = self.find(identifier, place)
        if found is None:
            return None
        position = bisect_right([entry.from_ for entry in found.values], day)
        return found.values[position - 1] if position else None

    def written_into(self, text: str, place: str | None, day: date) -> str:
        """The text with the values of that place and day where it names parameters; what was not verified says so."""

        def value(named: re.Match[str]) -> str:
            entry = self.value_on(named[1], place, day)
            return str(plain(entry.value)) if entry else str(wording()["amounts"]["open"])

        return NAMED.sub(value, text)
