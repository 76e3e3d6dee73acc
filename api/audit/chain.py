"""Writes the audit trail: each entry's hash covers what it says and the hash of the entry before.

Only one transaction at a time can add to the end of a chain. So that nobody waits for somebody else's work, the entries of a
transaction are written when it commits: only then is the end of the chain locked, last of all locks, for two statements
(docs/decisions/0020-audit-chain.md).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import event, insert, select, text, update
from sqlalchemy.orm import Session, SessionTransaction

from api.core.clock import now
from api.core.request_id import current_request_id
from api.models import AuditEntry, AuditHead
from api.models.audit import THE_ONE

# What the first entry names as the hash before it.
BEGINNING = "0" * 64
PENDING = "audit entries to be written"
# Without its end a chain begins anew, which whoever verifies it will see.
FIRST_END = text("INSERT INTO audit_head (id, hash) VALUES (:id, :hash) ON CONFLICT DO NOTHING")


@dataclass(frozen=True, slots=True)
class Act:
    """What an entry says."""

    who: str
    action: str
    subject: str
    request_id: str
    at: datetime


def record(session: Session, who: str, action: str, subject: str) -> None:
    """Adds one entry: who did what to which record, in the same transaction as the act itself.

    All three are references (an account, a name of an act, a number or id), never what a record holds.
    """
    act = Act(who, action, subject, current_request_id(), now())
    within = session.get_nested_transaction() or session.get_transaction()
    session.info.setdefault(PENDING, []).append((act, within))


def hash_of(previous: str, act: Act) -> str:
    """The hash of an entry that stands after the one with this hash: SHA-256 in hexadecimal digits."""
    at = act.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = json.dumps([previous, act.who, act.action, act.subject, act.request_id, at], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _write_pending(session: Session) -> None:
    """Before a transaction commits: locks the end of the chain and adds what was recorded."""
    if session.in_nested_transaction() or not session.info.get(PENDING):
        return
    # Whatever else waits for a lock does so before.
    session.flush()
    last = _locked_end(session)
    for act, _ in session.info.pop(PENDING):
        digest = hash_of(last, act)
        added = insert(AuditEntry).values(**asdict(act), previous_hash=last, hash=digest).returning(AuditEntry.id)
        identifier, last = session.execute(added).scalar_one(), digest
    session.execute(update(AuditHead).values(entry_id=identifier, hash=last))


def _locked_end(session: Session) -> str:
    """The hash at the end of the chain, which nobody else adds to until this transaction ends."""
    end = select(AuditHead.hash).where(AuditHead.id == THE_ONE).with_for_update()
    found = session.scalar(end)
    if found is None:
        session.execute(FIRST_END, {"id": THE_ONE, "hash": BEGINNING})
        found = session.scalars(end).one()
    return found


def _drop_pending(session: Session, undone: SessionTransaction) -> None:
    """After a rollback: what was recorded within it did not happen."""
    kept = [(act, within) for act, within in session.info.get(PENDING, []) if not _is_part_of(within, undone)]
    session.info[PENDING] = kept


def _is_part_of(inner: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while inner is not None and inner is not outer:
        inner = inner.parent
    return inner is outer


event.listen(Session, "before_commit", _write_pending)
event.listen(Session, "after_soft_rollback", _drop_pending)
