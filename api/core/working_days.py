"""The official calendar of working days, as far as it is published: year by year, with its holidays and make-up days."""

from __future__ import annotations

from datetime import date

import chinese_calendar


def is_working_day(day: date) -> bool | None:
    """Whether a day is worked; None where the calendar does not reach yet (the library raises NotImplementedError there)."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
