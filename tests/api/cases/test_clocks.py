"""Statutory time limits on the official calendar."""

from __future__ import annotations

from datetime import date

import pytest

from api.cases.clocks import deadline
from knowledge.policy import Days

# The first to the seventh of October 2026 are free; Saturday the tenth is worked instead.
BEFORE_THE_HOLIDAY = date(2026, 9, 30)


def limit(count: int, unit: str) -> Days:
    """A time limit."""
    return Days.model_validate({"count": count, "unit": unit, "clause": "x"})


@pytest.mark.parametrize(
    ("count", "day"),
    [(1, date(2026, 10, 8)), (2, date(2026, 10, 9)), (3, date(2026, 10, 10)), (4, date(2026, 10, 12))],
)
def test_working_days_skip_the_national_holiday_and_count_the_day_worked_instead(count: int, day: date) -> None:
    assert deadline(BEFORE_THE_HOLIDAY, limit(count, "working")) == day


def test_working_days_skip_the_weekend() -> None:
    assert deadline(date(2026, 11, 20), limit(1, "working")) == date(2026, 11, 23)


def test_the_day_it_begins_does_not_count() -> None:
    assert deadline(date(2026, 11, 23), limit(1, "working")) == date(2026, 11, 24)


def test_calendar_days_skip_nothing() -> None:
    assert deadline(BEFORE_THE_HOLIDAY, limit(3, "calendar")) == date(2026, 10, 3)


def test_calendar_days_reach_beyond_the_known_calendar() -> None:
    assert deadline(date(2099, 12, 30), limit(3, "calendar")) == date(2100, 1, 2)


def test_working_days_beyond_the_known_calendar_are_not_guessed() -> None:
    assert deadline(date(2099, 1, 1), limit(1, "working")) is None
