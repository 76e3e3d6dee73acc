"""Counts applications by policy, how they stand with their time limits, and how long each state took to reach."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from api.analytics.counting import working_days
from api.analytics.period import Scope, as_day, day_of
from api.core.clock import today
from api.models import Application, ApplicationEvent, ApplicationPart

UNKNOWN = "unknown"
SENT_BACK = "sent_back"
DISPATCHED = ("dispatched", SENT_BACK)


class Parts(NamedTuple):
    """Parts of one policy that stand alike. standing: granted, ended, overdue, without_limit or in_time."""

    policy: str
    standing: str
    number: int


def count_parts(session: Session, scope: Scope) -> list[Parts]:
    """The parts of applications submitted in the period, by policy and how they stand today."""
    part = ApplicationPart
    standing = case(
        (part.status == "granted", "granted"),
        (part.closed_at.is_not(None), "ended"),
        (part.due < today(), "overdue"),
        (part.due.is_(None), "without_limit"),
        else_="in_time",
    ).label("standing")
    counted = (
        select(part.policy_id, standing)
        .join(Application, Application.number == part.number)
        .where(scope.during(Application.created_at), scope.within(part.place))
        .subquery()
    )
    columns = (counted.c.policy_id, counted.c.standing)
    return [Parts(*row) for row in session.execute(select(*columns, func.count()).group_by(*columns))]


def days_to_states(session: Session, scope: Scope) -> dict[str, Counter[int]]:
    """For each state, how many parts first came to it in the period after how many working days from the application.

    Those whose days the official calendar does not cover are left out.
    """
    part, event = ApplicationPart, ApplicationEvent
    reached = (
        select(part.id, event.status, Application.created_at.label("begun"), func.min(event.at).label("reached"))
        .join(Application, Application.number == part.number)
        .join(event, and_(event.number == part.number, or_(event.policy_id.is_(None), event.policy_id == part.policy_id)))
        .where(event.act == "status", event.status != "submitted", scope.within(part.place))
        .group_by(part.id, event.status, Application.created_at)
        .having(scope.during(func.min(event.at)))
        .subquery()
    )
    days = (
        select(
            reached.c.status,
            day_of(session, reached.c.begun).label("begun"),
            day_of(session, reached.c.reached).label("reached"),
        )
    ).subquery()
    columns = (days.c.status, days.c.begun, days.c.reached)
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for status, begun, came, count in session.execute(select(*columns, func.count()).group_by(*columns)):
        taken = working_days(as_day(begun), as_day(came))
        if taken is not None:
            found[status][taken] += count
    return dict(found)


def count_dispatches(session: Session, scope: Scope) -> dict[str, Counter[str]]:
    """How often a part was sent elsewhere or sent back in the period, by department."""
    event = ApplicationEvent
    query = (
        select(event.act, event.department, func.count())
        .where(event.act.in_(DISPATCHED), scope.during(event.at), scope.within(event.place))
        .group_by(event.act, event.department)
    )
    found: dict[str, Counter[str]] = {act: Counter() for act in DISPATCHED}
    for act, department, count in session.execute(query):
        found[act][department or UNKNOWN] += count
    return found
