"""Follows the chain of the audit trail from its beginning: `python -m api.audit.verify [--anchor ENTRY:HASH]`.

An anchor is the end of the chain as it was noted outside on an earlier day: with it also a whole chain made anew is noticed.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from api.audit.chain import BEGINNING, Act, hash_of
from api.core.database import engine, reading
from api.core.logging import logger
from api.models import AuditEntry, AuditHead
from api.wording import words

BATCH = 2000
# Digits of a hash that are written together.
GROUP = 8
NOTED_EVERY_SECONDS = 3600
Fault = Literal["changed", "displaced", "cut_off", "anchor_missing"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """An end of the chain: the number of its entry (0 before there is one) and its hash."""

    entry: int
    hash: str

    def __str__(self) -> str:
        """In groups, to be copied by hand; whatever masks long numbers in a log leaves them alone."""
        groups = [self.hash[start : start + GROUP] for start in range(0, len(self.hash), GROUP)]
        return ":".join([str(self.entry), *groups])


@dataclass(frozen=True, slots=True)
class Finding:
    """How many entries were followed, the end of the chain, and the first broken entry with its fault, if there is one."""

    entries: int
    end: Anchor
    broken: int | None = None
    fault: Fault | None = None


def end_of(session: Session) -> Anchor:
    """The end of the chain now, to be noted outside."""
    head = session.scalar(select(AuditHead))
    return Anchor(head.entry_id or 0, head.hash) if head else Anchor(0, BEGINNING)


def verify(session: Session, noted: Sequence[Anchor] = ()) -> Finding:
    """Follows the whole chain. The session must see one moment (`one_moment`)."""
    end = end_of(session)
    missing = {anchor.entry: anchor.hash for anchor in noted if anchor.entry}
    count, last, identifier = 0, BEGINNING, 0
    for entry in _entries(session):
        fault = _fault(entry, last, missing.pop(entry.id, entry.hash))
        if fault:
            return Finding(count, end, entry.id, fault)
        count, last, identifier = count + 1, entry.hash, entry.id
    if missing:
        return Finding(count, end, min(missing), "anchor_missing")
    if (identifier, last) != (end.entry, end.hash):
        return Finding(count, end, max(identifier, end.entry), "cut_off")
    return Finding(count, end)


def _entries(session: Session) -> Iterator[AuditEntry]:
    """The whole trail in its order, a batch in memory at a time."""
    last = 0
    while batch := session.scalars(select(AuditEntry).where(AuditEntry.id > last).order_by(AuditEntry.id).limit(BATCH)).all():
        yield from batch
        last = batch[-1].id
        session.expunge_all()


def _fault(entry: AuditEntry, last: str, noted: str) -> Fault | None:
    """What is wrong with an entry that should stand after the one with this hash."""
    if entry.previous_hash != last:
        return "displaced"
    act = Act(entry.who, entry.action, entry.subject, entry.request_id, entry.at)
    if entry.hash != hash_of(last, act):
        return "changed"
    return None if entry.hash == noted else "anchor_missing"


def one_moment(session: Session) -> Session:
    """Makes a session that has read nothing yet see one moment of the database, whatever is added meanwhile."""
    if engine().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return session


def note_end() -> None:
    """Writes the end of the chain into the log, which is kept in another place than the database."""
    with reading() as session:
        end = end_of(session)
    logger.info("audit_end", end=str(end))


def main(arguments: Sequence[str] | None = None) -> str | None:
    """Says that the trail is whole; returns the sentence that names the first broken entry."""
    parser = ArgumentParser(prog="python -m api.audit.verify", description="Follow the chain of the audit trail.")
    parser.add_argument("--anchor", type=_anchor, action="append", default=[], metavar="ENTRY:HASH", help="an end noted before")
    given = parser.parse_args(arguments)
    wording = words("audit")["verify"]
    try:
        with reading() as session:
            finding = verify(one_moment(session), given.anchor)
    except OperationalError:
        return str(wording["database_unavailable"])
    if finding.fault:
        return str(wording[finding.fault].format(entry=finding.broken, count=finding.entries))
    print(wording["whole"].format(count=finding.entries, end=finding.end))
    return None


def _anchor(text: str) -> Anchor:
    entry, *groups = text.split(":")
    digest = "".join(groups)
    if not entry.isdecimal() or len(digest) != len(BEGINNING):
        raise ArgumentTypeError(f"{text!r} is not ENTRY:HASH, as it was printed")
    return Anchor(int(entry), digest)


if __name__ == "__main__":
    sys.exit(main())
