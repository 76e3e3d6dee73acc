"""Names of places by their GB/T 2260 code, from `places.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HUKOU, RESIDENCE = "hukou", "residence"


@cache
def _places() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("places.yaml").read_text("utf-8"))["places"]
    return listed


@cache
def place_names() -> dict[str, str]:
    """The full name of every place we have a name for, by its six-digit code."""
    return {place["code"]: place["name"] for place in _places()}


def places_called(text: str) -> tuple[list[str], str]:
    """The codes of the places a text calls by name, in its order, and the text without those names."""
    pattern, codes = _called()
    return [codes[match.group()] for match in pattern.finditer(text)], pattern.sub("", text)


@cache
def _called() -> tuple[re.Pattern[str], dict[str, str]]:
    codes = {name: place["code"] for place in _places() for name in place.get("names", [])}
    codes |= {place["with_suffix"] + place["suffix"]: place["code"] for place in _places() if "with_suffix" in place}
    longest_first = sorted(codes, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, longest_first))), codes


def place_name(code: str) -> str:
    """The name of a place; a street or village is named by its county, an unknown place by its code."""
    return place_names().get(code[:6], code)


def place_for(whose: str, household: Mapping[str, Any], locality: str | None) -> str | None:
    """The place that decides for a policy: the household's by preference, else the one the service is for.

    whose: `hukou`, `residence` or `locality`, as the policy says. None where none of them is known.
    """
    if whose == "locality":
        return locality or household.get(RESIDENCE) or household.get(HUKOU)
    first, second = (HUKOU, RESIDENCE) if whose == HUKOU else (RESIDENCE, HUKOU)
    return household.get(first) or household.get(second) or locality
