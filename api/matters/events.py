"""The history of a matter: rows that are only added."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.core.clock import now
from api.models import Matter, MatterEvent


def add_event(session: Session, matter: Matter, act: str, by: str, note: str = "", due: date | None = None) -> None:
    """Writes what was done, with the state, place and department after it."""
    event = MatterEvent(
        number=matter.number,
        act=act,
        state=matter.state,
        by=by,
        place=matter.place,
        department=matter.department,
        due=due,
        at=now(),
    )
    session.add(event)
    session.flush()
    event.note = note or None


def events_of(session: Session, number: str) -> list[MatterEvent]:
    """Everything done with a matter, in order."""
    return list(session.scalars(select(MatterEvent).where(MatterEvent.number == number).order_by(MatterEvent.id)))


def seal_again(event: MatterEvent) -> None:
    """Puts a note under today's key. Raises NotOpenedError, and then nothing has changed."""
    event.note = event.note
