"""Statutory time limits on the official calendar: working days skip weekends and holidays and count make-up days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from api.cases.states import has_reached, states
from api.core.working_days import is_working_day
from knowledge.policy import Days, Policy, Since, Step, StepDays

DECIDED: Step = "confirmed"


@dataclass(frozen=True, slots=True)
class Limit:
    """One time limit of a part. step: what is to be reached by then. day: None beyond the published calendar, or while it stands.

    met: it was reached, or the case came to its end.
    """

    step: Step
    count: int
    unit: str
    clause: str
    total: bool
    day: date | None
    met: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """What the time limits of a part are counted from. accepted: None before it was."""

    submitted: date
    accepted: date | None
    stopped: bool = False


def deadline(start: date, days: Days | StepDays) -> date | None:
    """The last day of a time limit that runs from the day after `start`; None beyond the published calendar."""
    if days.unit == "calendar":
        return start + timedelta(days=days.count)
    day, left = start, days.count
    while left:
        day += timedelta(days=1)
        worked = is_working_day(day)
        if worked is None:
            return None
        left -= worked
    return day


def limits(policy: Policy, clock: Clock, status: str, closed: bool) -> list[Limit]:
    """Every limit of a part in this state: those of its steps that run already, then that of the whole.

    Before it was accepted, the whole is counted from the application: the earliest day it can be.
    """
    steps = policy.apply.steps
    found: list[Limit] = []
    for row in policy.step_days:
        start = _start(clock, row.since)
        if row.means == "within" and row.step in steps and start is not None:
            met = closed or has_reached(status, row.step, steps)
            found.append(Limit(row.step, row.count, row.unit, row.clause, False, _day(clock, start, row), met))
    days = policy.apply.days
    if days is not None:
        start = _start(clock, days.since) or clock.submitted
        met = closed or has_reached(status, DECIDED, steps)
        found.append(Limit(DECIDED, days.count, days.unit, days.clause, True, _day(clock, start, days), met))
    return found


def next_limit(found: list[Limit]) -> Limit | None:
    """The nearest limit with a day that is not met yet."""
    running = [limit for limit in found if limit.day is not None and not limit.met]
    return min(running, key=lambda limit: limit.day or date.max, default=None)


def notice_days(policy: Policy) -> Days | StepDays:
    """How long a public notice of the policy has to run."""
    own = [row for row in policy.step_days if row.step == "noticed" and row.means == "lasts"]
    return own[0] if own else states().notice


def notice_ends(begun: date, policy: Policy) -> date | None:
    """The last day of a notice that was put up on a day; None beyond the published calendar."""
    return deadline(begun, notice_days(policy))


def _start(clock: Clock, since: Since) -> date | None:
    return clock.submitted if since == "submitted" else clock.accepted


def _day(clock: Clock, start: date, days: Days | StepDays) -> date | None:
    return None if clock.stopped else deadline(start, days)
