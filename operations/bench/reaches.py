"""What the benchmark has to reach, and whether it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from operations.bench.figures import Figure, Row

Value = Callable[[Row], float | None]


def median(row: Row) -> float | None:
    """Our median; None where it was not measured."""
    return row.ours.median if isinstance(row.ours, Figure) else None


def high(row: Row) -> float | None:
    """Our 95th percentile; None where it was not measured."""
    return row.ours.high if isinstance(row.ours, Figure) else None


def times_the_peer(row: Row) -> float | None:
    """Our median as a multiple of the peer's; None where either was not measured."""
    if not isinstance(row.ours, Figure) or not isinstance(row.peer, Figure) or not row.peer.median:
        return None
    return row.ours.median / row.peer.median


@dataclass(frozen=True)
class Reach:
    """One thing to reach: a value of the row `key` that is at least or at most a bound."""

    what: str
    key: str
    value: Value
    side: Literal["≥", "≤"]
    bound: float
    unit: str

    def measured(self, rows: Mapping[str, Row]) -> float | None:
        """The value; None where it was not measured."""
        return self.value(rows[self.key]) if self.key in rows else None

    def met(self, rows: Mapping[str, Row]) -> bool | None:
        """Whether the bound holds; None where the value was not measured."""
        value = self.measured(rows)
        if value is None:
            return None
        return value >= self.bound if self.side == "≥" else value <= self.bound


RULES = (
    Reach("verdicts of all policies for a household, p50", "verdicts", median, "≤", 5, "ms"),
    Reach("next question, p95", "question", high, "≤", 20, "ms"),
    Reach("loading the catalogue, p50", "loading", median, "≤", 1.5, "s"),
    Reach("questions until 90 % of what a family came for is settled, p50", "interview.fixed", median, "≤", 10, "questions"),
    Reach("the same, against the best fixed order found", "interview.fixed", times_the_peer, "≤", 0.6, "×"),
    Reach("ten policies for a household, against OpenFisca", "openfisca", times_the_peer, "≤", 0.333, "×"),
    Reach("search, one thread, p95", "retrieval", high, "≤", 5, "ms"),
    Reach("search among 100 000 passages, one thread, p95", "retrieval.many", high, "≤", 20, "ms"),
    Reach("one entry reworded, with the encoder trained on it", "update", median, "≤", 15, "s"),
)
SERVICE = (
    Reach("messages a second at 8 conversations, against the stock bot", "rate.8", times_the_peer, "≥", 2.5, "×"),
    Reach("turn p95 at 8 conversations, against the stock bot", "p95.8", times_the_peer, "≤", 0.5, "×"),
    Reach("`make run` after installation, cold", "cold", median, "≤", 180, "s"),
    Reach("`make run`, warm", "warm", median, "≤", 40, "s"),
    Reach("memory of the API (resident)", "resident.api", median, "≤", 350, "MB"),
    Reach("memory of Rasa (resident)", "resident.rasa", median, "≤", 650, "MB"),
)
