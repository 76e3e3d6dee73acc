"""The history of an application: rows that are only added, one for each part that something happened to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.core.clock import CHINA
from api.models import ApplicationEvent, ApplicationPart
from api.staff.permissions import covers

Act = Literal["status", "dispatched", "taken", "assigned", "sent_back"]
RESIDENT = "resident"


def events_of(session: Session, number: str) -> list[ApplicationEvent]:
    """Everything that happened to an application, in its order."""
    found = select(ApplicationEvent).where(ApplicationEvent.number == number).order_by(ApplicationEvent.id)
    return list(session.scalars(found))


def of_part(events: Iterable[ApplicationEvent], part: ApplicationPart) -> list[ApplicationEvent]:
    """What happened to one part, or to the whole."""
    return [event for event in events if event.policy_id in (None, part.policy_id)]


def last_day(events: Iterable[ApplicationEvent], status: str) -> date | None:
    """The day in China on which a part last came to a state; None when it never did."""
    days = [day_of(event) for event in events if event.act == "status" and event.status == status]
    return days[-1] if days else None


def day_of(event: ApplicationEvent) -> date:
    """The day in China on which it happened."""
    return event.at.astimezone(CHINA).date()


def notices(events: Iterable[ApplicationEvent]) -> list[tuple[str | None, date]]:
    """Where the public notices of a part hang, and since when."""
    return [(event.place, day_of(event)) for event in events if event.act == "status" and event.status == "noticed"]


def notice_at(events: Iterable[ApplicationEvent], place: str) -> date | None:
    """Since when a notice hangs at a place or in it; None where none does."""
    return next((day for where, day in notices(events) if where is not None and covers(place, where)), None)
