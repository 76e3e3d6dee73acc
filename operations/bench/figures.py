"""Medians with their spread, and the rows of the table."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

REPEATS = 60
# Fewer values than this have no percentiles worth the name: their spread is the lowest and the highest.
ENOUGH_FOR_PERCENTILES = 20
NOT_MEASURED = "–"


@dataclass(frozen=True)
class Figure:
    """The median of `count` measured values and their spread: 5th to 95th percentile, of a few values lowest to highest."""

    median: float
    low: float
    high: float
    count: int


# What stands in a cell of the table: a figure, or why there is none.
Cell = Figure | str


@dataclass(frozen=True)
class Row:
    """One line of the table; `key` is how the reaches refer to it."""

    key: str
    what: str
    unit: str
    ours: Cell
    peer: Cell = NOT_MEASURED


def percentile(values: Sequence[float], share: float) -> float:
    """The measured value this far (0 to 1) up the ordered values; nothing is interpolated."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def figure(values: Sequence[float]) -> Figure:
    """The median and the spread of measured values, of which there is at least one."""
    if len(values) < ENOUGH_FOR_PERCENTILES:
        low, high = min(values), max(values)
    else:
        low, high = percentile(values, 0.05), percentile(values, 0.95)
    return Figure(statistics.median(values), low, high, len(values))


def milliseconds(action: Callable[[], object], repeats: int = REPEATS) -> list[float]:
    """How long an action takes, many times over; the first run, which warms caches, does not count."""
    action()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        action()
        times.append((time.perf_counter() - started) * 1000)
    return times
