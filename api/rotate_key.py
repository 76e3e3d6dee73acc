"""Puts everything that is kept encrypted under today's key: `python -m api.rotate_key [--accept-loss]`.

The fingerprints are made anew as well: they are keyed by the same secret, and whoever looks up by phone depends on them. What an
older version encrypted in another way is rewritten in today's, also under the same key.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from api.applications import personal
from api.attachments import service as attachments
from api.audit import record
from api.core.database import unit_of_work
from api.core.encryption import NotOpenedError
from api.encryption_key import AnotherKeyError, note_todays_key
from api.gateway import outbox
from api.grants import service as grants
from api.handover import callbacks
from api.matters import events, filing
from api.migrate import migrate
from api.models import Application, Attachment, Base, Callback, Grant, Matter, MatterEvent, OutboxEntry
from api.wording import words

BATCH = 500
# Every table that keeps something encrypted, with what seals one of its records again; that raises NotOpenedError.
KEEPERS: dict[type[Base], Callable[[Any], None]] = {
    Application: personal.seal_again,
    Attachment: attachments.seal_again,
    OutboxEntry: outbox.seal_again,
    Callback: callbacks.seal_again,
    Grant: grants.seal_again,
    Matter: filing.seal_again,
    MatterEvent: events.seal_again,
}


@dataclass(frozen=True)
class Rotation:
    """How many records are under today's key now, and how many no known key reads."""

    sealed: int
    unreadable: int


class UnreadableError(Exception):
    """Some records can be read with none of the known keys."""

    def __init__(self, count: int) -> None:
        super().__init__(words("keys")["unreadable"].format(count=count))


def rotate(session: Session, *, accept_loss: bool) -> Rotation:
    """Seals every record anew. Raises UnreadableError where a record cannot be read, unless its loss is accepted."""
    done = unreadable = 0
    for kept, seal_again in KEEPERS.items():
        for row in _rows(session, kept):
            try:
                seal_again(row)
                done += 1
            except NotOpenedError:
                unreadable += 1
    if unreadable and not accept_loss:
        raise UnreadableError(unreadable)
    note_todays_key(session)
    record(session, "command_line", "encryption_key_rotated", "encryption_key")
    return Rotation(done, unreadable)


def _rows(session: Session, kept: type[Base]) -> Iterator[Base]:
    """Every record of a table, a batch in memory at a time."""
    (key,) = kept.__mapper__.primary_key
    rows = select(kept).order_by(key)
    batch = session.scalars(rows.limit(BATCH)).all()
    while batch:
        yield from batch
        last = kept.__mapper__.primary_key_from_instance(batch[-1])[0]
        session.flush()
        session.expunge_all()
        batch = session.scalars(rows.where(key > last).limit(BATCH)).all()


def main(arguments: Sequence[str] | None = None) -> str | None:
    """Rotates and says so; returns the sentence of a refusal."""
    parser = ArgumentParser(prog="python -m api.rotate_key", description="Put all encrypted records under today's key.")
    parser.add_argument("--accept-loss", action="store_true", help="leave a record as it is whose key is lost")
    given = parser.parse_args(arguments)
    wording = words("keys")
    try:
        _bring_up_to_date(accept_loss=given.accept_loss)
        with unit_of_work() as session:
            rotation = rotate(session, accept_loss=given.accept_loss)
    except (AnotherKeyError, UnreadableError) as refusal:
        return str(refusal)
    except OperationalError:
        return str(wording["database_unavailable"])
    print(wording["rotated"].format(count=rotation.sealed))
    if rotation.unreadable:
        print(wording["lost"].format(count=rotation.unreadable))
    return None


def _bring_up_to_date(*, accept_loss: bool) -> None:
    """An accepted loss is just the case in which the database's key is unknown."""
    try:
        migrate()
    except AnotherKeyError:
        if not accept_loss:
            raise


if __name__ == "__main__":
    sys.exit(main())
