"""Matters to be carried elsewhere, as JSON or CSV; what a program filled in is marked as automatic."""

from __future__ import annotations

import csv
import io

from sqlalchemy.orm import Session

from api.audit import record
from api.audit.trail import BYTE_ORDER_MARK, FORMULA_MARKS
from api.core.clock import now, shown
from api.matters.acting import find_for
from api.matters.kinds import KindName, kinds
from api.matters.listing import PAGE, Filters, matters, whole
from api.matters.schemas import Export, MatterDetail
from api.models import StaffAccount
from api.wording import words

AUTOMATIC = ["facts", "understood", "policies"]
MOST_EXPORTED = 5_000
PLAIN = ("number", "state_text", "subject", "content", "place_name", "department", "filed_by", "handled_by", "due", "created_at")


def exported(session: Session, kind: KindName, account: StaffAccount, filters: Filters) -> Export:
    """The matters within this person's reach; that they were exported is recorded. Raises NotAllowedError."""
    found: list[MatterDetail] = []
    cursor: str | None = None
    while len(found) < MOST_EXPORTED:
        listed = matters(session, kind, account, filters, cursor, PAGE)
        found += [_whole(session, kind, row.number, account) for row in listed.results]
        cursor = listed.next_cursor
        if cursor is None:
            break
    record(session, account.name, f"{kind}s_exported", kind)
    return Export(
        label=str(words("dialogue")["automatic"]),
        automatic=AUTOMATIC,
        service=str(words("service")["title"]),
        exported_at=shown(now()),
        exported_by=account.name,
        results=[one.model_dump(mode="json", exclude={"acts"}) for one in found],
    )


def _whole(session: Session, kind: KindName, number: str, account: StaffAccount) -> MatterDetail:
    return whole(session, find_for(session, kind, number, account, kinds()[kind].see), account)


def as_csv(export: Export) -> str:
    """The same as a table a spreadsheet opens; the headings of what is automatic say so."""
    wording = words("matters")["columns"]
    rows = [[wording[name] for name in (*PLAIN, "caller_name", "caller_phone")]]
    rows[0] += [wording["automatic"].format(label=export.label, name=wording[name]) for name in ("understood", "policies")]
    between = words("matters")["between"]
    for one in export.results:
        facts = between.join(f"{row['label']} {row['value_text']}" for row in one["understood"])
        policies = between.join(row["name"] for row in one["policies"])
        caller = one["caller"]
        rows.append([*(one[name] for name in PLAIN), caller["name"], caller["phone"], facts, policies])
    target = io.StringIO()
    csv.writer(target).writerows([[_harmless(cell) for cell in row] for row in rows])
    return BYTE_ORDER_MARK + target.getvalue()


def _harmless(cell: object) -> str:
    """A cell no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_MARKS) else text
