"""The states of a part, as `states.yaml` lists them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def states() -> dict[str, Any]:
    """The whole of `states.yaml`."""
    read: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("states.yaml").read_text("utf-8"))
    return read


def status_of_whole(parts: Iterable[tuple[str, bool]]) -> str:
    """Where an application stands, from its parts' (status, is closed): the least advanced open one, else how they ended."""
    listed = list(parts)
    still_open = [status for status, closed in listed if not closed]
    order, among = (states()["open"], still_open) if still_open else (states()["closed"], [status for status, _ in listed])
    return str(min(among, key=order.index))
