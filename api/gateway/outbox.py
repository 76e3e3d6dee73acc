"""The outbox: put in with what it tells of, taken by one sender at a time, kept until it was taken at the other end.

Entries about one application reach the platform in their order: a later one waits for the one before it, also for one that a
person has to look at first. Two processes never send the same entry at once (a lease); one that died while sending leaves it to
the next, so the other end may see an entry twice and tells by the key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from api.core.clock import now
from api.core.database import reading, unit_of_work
from api.core.encryption import NotOpenedError, Place, decrypt, encrypt
from api.core.metrics import DELIVERIES
from api.core.settings import settings
from api.models import OutboxEntry

Destination = Literal["platform", "mail", "webhook"]
PLATFORM: Destination = "platform"
MAIL: Destination = "mail"
WEBHOOK: Destination = "webhook"
AT_ONCE = 20
LONGEST_PROBLEM = 48
UNREADABLE = "kept under a key that is not known"


@dataclass(frozen=True, slots=True)
class Letter:
    """One entry on its way. content: what is sent, in clear."""

    id: int
    key: str
    destination: str
    kind: str
    content: dict[str, Any]


def post(session: Session, destination: Destination, kind: str, subject: str, key: str, content: dict[str, Any]) -> None:
    """Puts a message into the outbox, in the transaction of what it tells of; a key that is there already changes nothing."""
    if session.scalar(select(OutboxEntry.id).where(OutboxEntry.key == key)) is not None:
        return
    moment = now()
    session.add(
        OutboxEntry(
            key=key,
            destination=destination,
            kind=kind,
            subject=subject,
            content_encrypted=encrypt(json.dumps(content, ensure_ascii=False), place_of_content(key)),
            next_attempt_at=moment,
            tried_since=moment,
            created_at=moment,
        )
    )


def seal_again(entry: OutboxEntry) -> None:
    """Puts what is still to be sent under today's key. Raises NotOpenedError."""
    if entry.content_encrypted is not None:
        place = place_of_content(entry.key)
        entry.content_encrypted = encrypt(decrypt(entry.content_encrypted, place), place)


def place_of_content(key: str) -> Place:
    """Where an entry keeps what it says."""
    return Place(OutboxEntry.__tablename__, "content_encrypted", key)


def due() -> list[int]:
    """The ids of what may be sent now, the oldest first."""
    with reading() as session:
        return list(session.scalars(select(OutboxEntry.id).where(_is_due()).order_by(OutboxEntry.id).limit(AT_ONCE)))


def take(identifier: int) -> Letter | None:
    """The letter, for this process alone while its lease runs; None when another has it."""
    with unit_of_work() as session:
        free = update(OutboxEntry).where(OutboxEntry.id == identifier, _is_due())
        taken = session.connection().execute(free.values(leased_until=now() + settings().delivery_lease)).rowcount
        if not taken:
            return None
        entry = session.get_one(OutboxEntry, identifier)
        try:
            content = json.loads(decrypt(entry.content_encrypted or "", place_of_content(entry.key)))
        except NotOpenedError:
            entry.state, entry.last_problem, entry.leased_until = "dead", UNREADABLE, None
            return None
        return Letter(entry.id, entry.key, entry.destination, entry.kind, content)


def note_delivered(letter: Letter) -> None:
    """It was taken at the other end: what was sent is kept here no longer."""
    with unit_of_work() as session:
        entry = session.get(OutboxEntry, letter.id)
        if entry is not None:
            entry.state, entry.delivered_at, entry.leased_until = "delivered", now(), None
            entry.content_encrypted, entry.last_problem = None, None
    DELIVERIES.labels(destination=letter.destination, outcome="delivered").inc()


def note_failed(letter: Letter, problem: str, *, for_good: bool) -> None:
    """It was not taken: tried again later, or, refused for good or tried for too long, left for a person to look at."""
    with unit_of_work() as session:
        entry = session.get(OutboxEntry, letter.id)
        if entry is None:
            return
        entry.attempts += 1
        entry.last_problem, entry.leased_until = problem[:LONGEST_PROBLEM], None
        given_up = now() - entry.tried_since >= settings().delivery_given_up_after
        if for_good or given_up:
            entry.state = "dead"
        else:
            wait = settings().delivery_first_wait * 2 ** min(entry.attempts - 1, 20)
            entry.next_attempt_at = now() + min(wait, settings().delivery_longest_wait)
        outcome = entry.state if entry.state == "dead" else "postponed"
    DELIVERIES.labels(destination=letter.destination, outcome=outcome).inc()


def _is_due() -> ColumnElement[bool]:
    moment = now()
    before = aliased(OutboxEntry)
    waits_for_another = exists().where(
        before.destination == OutboxEntry.destination,
        before.subject == OutboxEntry.subject,
        before.id < OutboxEntry.id,
        before.state != "delivered",
    )
    return (
        (OutboxEntry.state == "pending")
        & (OutboxEntry.next_attempt_at <= moment)
        & or_(OutboxEntry.leased_until.is_(None), OutboxEntry.leased_until <= moment)
        & or_(OutboxEntry.destination != PLATFORM, ~waits_for_another)
    )
