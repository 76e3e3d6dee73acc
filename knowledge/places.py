"""Names of places by their GB/T 2260 code, from `places.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HUKOU, RESIDENCE = "hukou", "residence"


@cache
def place_names() -> dict[str, str]:
    """The full name of every place we have a name for, by its six-digit code."""
    loaded = yaml.safe_load(Path(__file__).with_name("places.yaml").read_text("utf-8"))
    return {place["code"]: place["name"] for place in loaded["places"]}


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
