"""The official calendar, and where it ends."""

from __future__ import annotations

from datetime import date

import pytest

from api.core.working_days import is_working_day


@pytest.mark.parametrize(
    "day,worked",
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 10, 1), False),
        (date(2026, 9, 20), True),
        (date(2031, 6, 2), None),
    ],
    ids=["Friday", "Saturday", "National Day", "a Sunday made up for", "unpublished"],
)
def test_a_day_is_worked_free_or_not_known_yet(day: date, worked: bool | None) -> None:
    assert is_working_day(day) is worked
