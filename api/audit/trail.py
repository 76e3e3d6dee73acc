"""Reads the audit trail for those who look after it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from api.audit.schemas import EntryOut, Filters, TrailOut, Window
from api.audit.verify import Finding, end_of
from api.core.clock import CHINA, shown
from api.core.database import reading
from api.models import AuditEntry
from api.wording import words

EXPORT_BATCH = 1000
COLUMNS = ("id", "at", "who", "action", "action_text", "subject", "request_id", "hash")
# A spreadsheet takes what begins so for a formula.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"


def trail(session: Session, window: Window) -> TrailOut:
    """One page of the entries that fit, the newest first."""
    found = _entries(session, window, window.cursor, window.limit + 1)
    shown_now = found[: window.limit]
    return TrailOut(
        results=[as_entry(entry) for entry in shown_now],
        next_cursor=str(shown_now[-1].id) if len(found) > window.limit else None,
        end=str(end_of(session)),
    )


def as_entry(entry: AuditEntry) -> EntryOut:
    """An entry as it is shown; an act without words is shown by its name."""
    return EntryOut(
        id=entry.id,
        at=shown(entry.at),
        who=entry.who,
        action=entry.action,
        action_text=words("audit")["actions"].get(entry.action, entry.action),
        subject=entry.subject,
        request_id=entry.request_id,
        hash=entry.hash,
    )


def as_csv(filters: Filters) -> Iterator[str]:
    """All entries that fit, the newest first, as CSV that a spreadsheet opens; read in batches, each for itself."""
    yield BYTE_ORDER_MARK + _lines([[words("audit")["columns"][name] for name in COLUMNS]])
    cursor: int | None = None
    while True:
        with reading() as session:
            batch = _entries(session, filters, cursor, EXPORT_BATCH)
        if not batch:
            return
        rows = [as_entry(entry).model_dump() for entry in batch]
        yield _lines([[_harmless(str(row[name])) for name in COLUMNS] for row in rows])
        cursor = batch[-1].id


def sentence(finding: Finding) -> str:
    """What was found when the chain was followed."""
    wording = words("audit")["verify"]
    if finding.fault is None:
        return str(wording["whole"].format(count=finding.entries, end=finding.end))
    return str(wording[finding.fault].format(entry=finding.broken, count=finding.entries))


def _entries(session: Session, filters: Filters, cursor: int | None, limit: int) -> list[AuditEntry]:
    conditions = [*_conditions(filters), *([AuditEntry.id < cursor] if cursor else [])]
    return list(session.scalars(select(AuditEntry).where(*conditions).order_by(AuditEntry.id.desc()).limit(limit)))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    named = {AuditEntry.who: filters.who, AuditEntry.action: filters.action, AuditEntry.subject: filters.subject}
    conditions = [column == value for column, value in named.items() if value is not None]
    if filters.since:
        conditions.append(AuditEntry.at >= datetime.combine(filters.since, time.min, CHINA))
    if filters.until:
        conditions.append(AuditEntry.at < datetime.combine(filters.until, time.min, CHINA) + timedelta(days=1))
    return conditions


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_MARKS) else cell


def _lines(rows: list[list[str]]) -> str:
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue()
