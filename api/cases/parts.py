"""The parts of an application: one a policy, made with it, each with the department and the place that handle it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.cases.clocks import deadline
from api.cases.states import status_of_whole
from api.core.clock import CHINA
from api.models import Application, ApplicationPart
from knowledge.places import HUKOU, RESIDENCE, place_for
from knowledge.policy import Policy


def make_parts(session: Session, application: Application, policies: list[Policy], locality: str | None) -> list[ApplicationPart]:
    """A part for each policy, dispatched to its department where the household is registered or lives, as the policy says.

    locality: the place the conversation is for, where neither is known.
    """
    places = {HUKOU: application.hukou, RESIDENCE: application.residence}
    parts = [_part(application, policy, place_for(policy.place, places, locality)) for policy in policies]
    session.add_all(parts)
    session.flush()
    return parts


def parts_of(session: Session, number: str) -> list[ApplicationPart]:
    """Every part of an application, in the order the policies were chosen."""
    return list(session.scalars(select(ApplicationPart).where(ApplicationPart.number == number).order_by(ApplicationPart.id)))


def follow_parts(application: Application, parts: list[ApplicationPart]) -> None:
    """Sets what follows from the parts: the status of the whole, its nearest deadline, and when it was closed."""
    closings = [part.closed_at for part in parts]
    application.status = status_of_whole((part.status, part.closed_at is not None) for part in parts)
    known = [part.due for part in parts if part.closed_at is None and part.due is not None]
    application.next_deadline = min(known, default=None)
    ends = [moment for moment in closings if moment is not None]
    application.closed_at = max(ends) if len(ends) == len(parts) else None


def _part(application: Application, policy: Policy, place: str | None) -> ApplicationPart:
    begun = application.created_at.astimezone(CHINA).date()
    last_day = deadline(begun, policy.apply.days) if policy.apply.days else None
    return ApplicationPart(
        number=application.number,
        policy_id=policy.id,
        department=policy.department,
        place=place,
        status="submitted",
        dispatch="sent",
        clock_from=begun,
        due=last_day,
        due_total=last_day,
        returned_times=0,
    )
