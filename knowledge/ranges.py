"""Numbers that may be known only as a range, and the arithmetic and comparisons over them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    """All values from `low` to `high`, both included; an end that is not known is infinite."""

    low: float
    high: float

    @classmethod
    def of(cls, raw: Any) -> Range | None:
        """A range from a number or `{"min", "max"}`; None when nothing at all is known."""
        if raw is None or isinstance(raw, bool):
            return None
        if isinstance(raw, dict):
            low, high = raw.get("min"), raw.get("max")
            if low is None and high is None:
                return None
            return cls(-math.inf if low is None else float(low), math.inf if high is None else float(high))
        return cls(float(raw), float(raw))

    @property
    def exact(self) -> bool:
        """Whether it is one single value."""
        return self.low == self.high

    @property
    def from_zero_up(self) -> bool:
        """Whether it says nothing of a number that is never negative."""
        return self == Range(0.0, math.inf)

    def to_json(self) -> Any:
        """The number, or `{"min", "max"}` with unknown ends left out."""
        if self.exact:
            return plain(self.low)
        ends = {"min": self.low, "max": self.high}
        return {name: plain(value) for name, value in ends.items() if math.isfinite(value)}

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Range) -> Range:
        return Range(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Range) -> Range:
        products = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Range(min(products), max(products))

    def divided_by(self, other: Range) -> Range | None:
        """The quotient for a divisor that is never negative; None when nothing can be said (0 ÷ 0)."""
        if other.high <= 0:
            return None if self.low <= 0 else Range(math.inf, math.inf)
        if other.low <= 0:
            return None if self.low <= 0 else Range(self.low / other.high, math.inf)
        quotients = [_over(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Range(min(quotients), max(quotients))

    def not_below_zero(self) -> Range:
        """The range cut at zero."""
        return Range(max(self.low, 0.0), max(self.high, 0.0))

    def below(self, other: Range) -> bool | None:
        """Yes, no, or unknown where the ranges overlap."""
        return _settled(self.high < other.low, self.low >= other.high)

    def at_most(self, other: Range) -> bool | None:
        """Yes, no, or unknown where the ranges overlap."""
        return _settled(self.high <= other.low, self.low > other.high)

    def above(self, other: Range) -> bool | None:
        """Yes, no, or unknown where the ranges overlap."""
        return _settled(self.low > other.high, self.high <= other.low)

    def at_least(self, other: Range) -> bool | None:
        """Yes, no, or unknown where the ranges overlap."""
        return _settled(self.low >= other.high, self.high < other.low)


def plain(value: float) -> int | float:
    """A whole number as int, so that it reads as people write it."""
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded


def _settled(yes: bool, no: bool) -> bool | None:
    return True if yes else False if no else None


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def _over(a: float, b: float) -> float:
    return 0.0 if math.isinf(b) and math.isfinite(a) else a / b if math.isfinite(a) else a
