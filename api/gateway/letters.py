"""The outbox as staff see it: what waits, what was given up, and sending that again. Nobody is shown what is in it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.audit import record
from api.core.clock import now, shown
from api.core.errors import ConflictError, NotFoundError
from api.models import OutboxEntry

State = Literal["pending", "delivered", "dead"]
PAGE = 50


class LetterOut(BaseModel):
    """One entry of the outbox. problem: why it was not taken the last time, in a word or two of the other side."""

    id: int
    destination: str
    kind: str
    subject: str
    state: State
    attempts: int
    problem: str | None
    created_at: str
    next_attempt_at: str | None
    delivered_at: str | None


class LettersOut(BaseModel):
    """A page of the outbox, the newest first."""

    results: list[LetterOut]
    next_cursor: str | None


def letters(session: Session, state: State | None, cursor: int | None, limit: int) -> LettersOut:
    """The entries below the cursor, the newest first."""
    query = select(OutboxEntry).order_by(OutboxEntry.id.desc()).limit(limit + 1)
    if state is not None:
        query = query.where(OutboxEntry.state == state)
    if cursor is not None:
        query = query.where(OutboxEntry.id < cursor)
    found = list(session.scalars(query))
    return LettersOut(
        results=[_shown(entry) for entry in found[:limit]],
        next_cursor=str(found[limit - 1].id) if len(found) > limit else None,
    )


def replay(session: Session, identifier: int, name: str) -> LetterOut:
    """Sends again what was given up. Raises NotFoundError, ConflictError when it was not given up."""
    entry = session.get(OutboxEntry, identifier)
    if entry is None:
        raise NotFoundError("letter_unknown")
    moment = now()
    again = update(OutboxEntry).where(OutboxEntry.id == identifier, OutboxEntry.state == "dead")
    fresh = again.values(state="pending", attempts=0, tried_since=moment, next_attempt_at=moment)
    if not session.connection().execute(fresh).rowcount:
        raise ConflictError("letter_not_dead")
    session.refresh(entry)
    record(session, name, "letter_replayed", entry.key[:64])
    return _shown(entry)


def _shown(entry: OutboxEntry) -> LetterOut:
    waiting = entry.state == "pending"
    return LetterOut(
        id=entry.id,
        destination=entry.destination,
        kind=entry.kind,
        subject=entry.subject,
        state=entry.state,  # type: ignore[arg-type]
        attempts=entry.attempts,
        problem=entry.last_problem,
        created_at=shown(entry.created_at),
        next_attempt_at=shown(entry.next_attempt_at) if waiting else None,
        delivered_at=shown(entry.delivered_at) if entry.delivered_at else None,
    )
