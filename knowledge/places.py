"""Names of places by their GB/T 2260 code, and which one decides for a policy; the list itself is `divisions`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from divisions import full_name, offered, places_in

HUKOU, RESIDENCE = "hukou", "residence"


@cache
def place_names() -> dict[str, str]:
    """The full name of every place people choose from, by its six-digit code."""
    return {code: place_name(code) for code in offered()}


def is_place(code: str) -> bool:
    """Whether there is a place of this six-digit code."""
    return full_name(code) is not None


def places_called(text: str) -> tuple[list[str], str]:
    """The codes of the places a text calls by name, in its order, and the text without those names."""
    found = places_in(text)
    for start, end, _ in reversed(found):
        text = text[:start] + text[end:]
    return [code for _, _, code in found], text


def place_name(code: str) -> str:
    """The name of a place; a street or village is named by its county, an unknown place by its code."""
    return full_name(code[:6]) or code


def place_for(whose: str, household: Mapping[str, Any], locality: str | None) -> str | None:
    """The place that decides for a policy: the household's by preference, else the one the service is for.

    whose: `hukou`, `residence` or `locality`, as the policy says. None where none of them is known.
    """
    if whose == "locality":
        return locality or household.get(RESIDENCE) or household.get(HUKOU)
    first, second = (HUKOU, RESIDENCE) if whose == HUKOU else (RESIDENCE, HUKOU)
    return household.get(first) or household.get(second) or locality
