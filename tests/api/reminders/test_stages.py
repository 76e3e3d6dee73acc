"""Which reminder is due on which day, on the official calendar."""

from __future__ import annotations

from datetime import date

import pytest

from api.reminders.stages import reached, stages, working_days_over

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "today,due,over",
    [
        (date(2026, 11, 18), FRIDAY, -2),
        (date(2026, 11, 19), FRIDAY, -1),
        (FRIDAY, FRIDAY, 0),
        (date(2026, 11, 21), FRIDAY, 1),
        (date(2026, 11, 23), FRIDAY, 1),
        (date(2026, 11, 24), FRIDAY, 2),
        (date(2026, 9, 30), date(2026, 10, 8), -1),
        (date(2026, 10, 8), date(2026, 9, 30), 1),
        (FRIDAY, date(2026, 11, 22), -1),
    ],
)
def test_days_count_as_the_official_calendar_counts_them(today: date, due: date, over: int) -> None:
    assert working_days_over(today, due) == over


def test_beyond_the_published_calendar_weekdays_count() -> None:
    assert working_days_over(date(2031, 6, 2), date(2031, 6, 6)) == -4


@pytest.mark.parametrize(
    "today,names",
    [
        (date(2026, 11, 13), []),
        (date(2026, 11, 18), ["soon"]),
        (date(2026, 11, 19), ["soon"]),
        (FRIDAY, ["today"]),
        (date(2026, 11, 23), ["overdue", "climbed"]),
        (date(2026, 11, 27), ["overdue", "still_overdue"]),
    ],
)
def test_each_addressee_is_at_the_last_stage_reached(today: date, names: list[str]) -> None:
    assert [stage.name for stage in reached(today, FRIDAY)] == names


def test_the_stages_are_listed_from_the_earliest_on() -> None:
    days = [stage.working_days for stage in stages()]
    assert days == sorted(days)
