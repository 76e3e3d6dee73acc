"""Statutory deadlines on the official calendar: working days skip weekends and holidays and count make-up days."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

from knowledge.policy import Days


def deadline(start: date, days: Days) -> date | None:
    """The last day of a time limit that runs from the day after `start`; None beyond the published calendar."""
    if days.unit == "calendar":
        return start + timedelta(days=days.count)
    day, left = start, days.count
    while left:
        day += timedelta(days=1)
        try:
            left -= chinese_calendar.is_workday(day)
        except NotImplementedError:
            return None
    return day
