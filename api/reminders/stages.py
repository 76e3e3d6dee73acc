"""Which stage of reminding a time limit has reached, in working days of the official calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from api.core.working_days import is_working_day

Addressee = Literal["handler", "supervisor"]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of `reminders.yaml`. working_days: so many after the limit, negative before it."""

    name: str
    working_days: int
    to: Addressee


@cache
def stages() -> tuple[Stage, ...]:
    """Every stage, the earliest first."""
    read = yaml.safe_load(Path(__file__).with_name("reminders.yaml").read_text("utf-8"))
    return tuple(Stage(**line) for line in read)


@cache
def earliest() -> int:
    """How many working days before its limit the first reminder of all is due."""
    return -min(stage.working_days for stage in stages())


def reached(today: date, due: date) -> list[Stage]:
    """The stage each addressee is at on this day: the last one reached, none while the limit is far."""
    over = working_days_over(today, due)
    last = {stage.to: stage for stage in stages() if stage.working_days <= over}
    return list(last.values())


def working_days_over(today: date, due: date) -> int:
    """How many working days have passed since the limit; negative while it is still to come, 0 on the very day alone.

    A day beyond the published calendar counts as a working day unless it is a Saturday or Sunday: a reminder a little early
    does no harm.
    """
    if today == due:
        return 0
    first, last, sign = (due, today, 1) if due < today else (today, due, -1)
    days = (first + ONE_DAY * number for number in range(1, (last - first).days + 1))
    # On a free day right after the limit none has passed, and still it is late.
    return sign * max(1, sum(_is_working_day(day) for day in days))


def _is_working_day(day: date) -> bool:
    worked = is_working_day(day)
    return day.isoweekday() <= 5 if worked is None else worked
