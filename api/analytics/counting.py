"""Small calculations over what the database has grouped already."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

import chinese_calendar

# Below these a median, or the value nine in ten stay below, would be one person's.
FEWEST_FOR_MEDIAN, FEWEST_FOR_NINE_IN_TEN = 5, 10
NINE_IN_TEN = 0.9
HALF = 0.5


def median(counted: Counter[int]) -> int | None:
    """The value in the middle; None where fewer than five were counted."""
    return _quantile(counted, HALF) if counted.total() >= FEWEST_FOR_MEDIAN else None


def nine_in_ten(counted: Counter[int]) -> int | None:
    """The value that nine in ten do not exceed; None where fewer than ten were counted."""
    return _quantile(counted, NINE_IN_TEN) if counted.total() >= FEWEST_FOR_NINE_IN_TEN else None


def _quantile(counted: Counter[int], share: float) -> int:
    values = sorted(counted)
    sums = list(accumulate(counted[value] for value in values))
    return values[bisect_left(sums, share * sums[-1])]


def summed(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The counts of each name together."""
    found: Counter[str] = Counter()
    for name, count in rows:
        found[name] += count
    return dict(found)


@cache
def _workdays_before() -> tuple[date, list[int]]:
    """The first day of the official calendar, and for each day from it how many working days come before."""
    years = [day.year for day in chinese_calendar.holidays]
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return first, [0, *accumulate(int(chinese_calendar.is_workday(day)) for day in days)]


def working_days(begin: date, end: date) -> int | None:
    """Working days after a day up to another; None where the official calendar does not reach."""
    first, before = _workdays_before()
    start, stop = (begin - first).days + 1, (end - first).days + 1
    if begin > end or start < 0 or stop >= len(before):
        return None
    return before[stop] - before[start]
