"""Names of places by their GB/T 2260 code, from `places.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


@cache
def place_names() -> dict[str, str]:
    """The full name of every place we have a name for, by its six-digit code."""
    loaded = yaml.safe_load(Path(__file__).with_name("places.yaml").read_text("utf-8"))
    return {place["code"]: place["name"] for place in loaded["places"]}


def place_name(code: str) -> str:
    """The name of a place; a street or village is named by its county, an unknown place by its code."""
    return place_names().get(code[:6], code)
