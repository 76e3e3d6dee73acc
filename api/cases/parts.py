"""The parts of an application: one a policy, made with it, each with the department and the place that handle it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.cases.clocks import Clock, Limit, limits, next_limit
from api.cases.events import last_day, of_part
from api.cases.placing import first_places, local_policy, policy_of
from api.cases.states import status_of_whole
from api.core.clock import CHINA
from api.models import Application, ApplicationEvent, ApplicationPart
from knowledge.policy import Policy


def make_parts(session: Session, application: Application, policies: list[Policy], locality: str | None) -> list[ApplicationPart]:
    """A part for each policy, dispatched to its department where the household is registered or lives, as the policy says.

    locality: the place the conversation is for, where neither is known.
    """
    parts = [_part(application, policy, locality) for policy in policies]
    session.add_all(parts)
    session.flush()
    return parts


def parts_of(session: Session, number: str) -> list[ApplicationPart]:
    """Every part of an application, in the order the policies were chosen."""
    return list(session.scalars(select(ApplicationPart).where(ApplicationPart.number == number).order_by(ApplicationPart.id)))


def follow_parts(application: Application, parts: list[ApplicationPart]) -> None:
    """Sets what follows from the parts: the status of the whole, its nearest deadline, and when it was closed."""
    application.status = status_of_whole((part.status, part.closed_at is not None) for part in parts)
    known = [part.due for part in parts if part.closed_at is None and part.due is not None]
    application.next_deadline = min(known, default=None)
    ends = [part.closed_at for part in parts if part.closed_at is not None]
    application.closed_at = max(ends) if len(ends) == len(parts) else None


def limits_of(application: Application, part: ApplicationPart, events: Iterable[ApplicationEvent]) -> list[Limit]:
    """The time limits of a part as they stand; none for a policy the catalogue no longer knows."""
    policy = policy_of(application, part)
    if policy is None:
        return []
    own = of_part(events, part)
    submitted, accepted = last_day(own, "submitted") or part.clock_from, last_day(own, "accepted")
    clock = Clock(submitted, accepted, stopped=part.status == "returned")
    return limits(policy, clock, part.status, part.closed_at is not None)


def set_due(application: Application, part: ApplicationPart, events: Iterable[ApplicationEvent]) -> None:
    """Sets the day the part's limits run from, its nearest limit and that of the whole; while it is returned there is none."""
    listed = list(events)
    found = limits_of(application, part, listed)
    part.clock_from = last_day(of_part(listed, part), "submitted") or part.clock_from
    nearest = next_limit(found)
    part.due = nearest.day if nearest else None
    part.due_total = next((limit.day for limit in found if limit.total), None)


def _part(application: Application, policy: Policy, locality: str | None) -> ApplicationPart:
    local = local_policy(application, policy.id, locality) or policy
    place, other_place = first_places(application, local, locality)
    part = ApplicationPart(
        number=application.number,
        policy_id=policy.id,
        department=policy.department,
        place=place,
        other_place=other_place,
        status="submitted",
        dispatch="sent",
        clock_from=application.created_at.astimezone(CHINA).date(),
        returned_times=0,
    )
    set_due(application, part, [])
    return part
