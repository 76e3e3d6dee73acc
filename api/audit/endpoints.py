"""`/v1/staff/audit`: the audit trail for auditors, as a list, as CSV, and followed from its beginning."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api.audit import record
from api.audit.schemas import Filters, FindingOut, TrailOut, Window
from api.audit.trail import as_csv, sentence, trail
from api.audit.verify import one_moment, verify
from api.core.database import reading
from api.core.problems import refusals
from api.staff.sessions import Token, permitted

router = APIRouter(prefix="/v1/staff/audit", tags=["staff"], responses=refusals(401, 403))
CSV = "text/csv"
SUBJECT = "audit"


@router.get("")
def show_trail(token: Token, window: Annotated[Window, Query()]) -> TrailOut:
    """Who did what to which record, the newest first; whoever begins to look is recorded as well."""
    with permitted(token, "audit.see") as (session, account):
        if window.cursor is None:
            record(session, account.name, "audit_viewed", SUBJECT)
        return trail(session, window)


@router.get("/export", response_class=StreamingResponse, responses={200: {"content": {CSV: {"schema": {}}}}})
def export_trail(token: Token, filters: Annotated[Filters, Query()]) -> StreamingResponse:
    """All entries that fit, as CSV."""
    with permitted(token, "audit.see") as (session, account):
        record(session, account.name, "audit_exported", SUBJECT)
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(as_csv(filters), media_type=f"{CSV}; charset=utf-8", headers=headers)


@router.post("/verification")
def follow_chain(token: Token) -> FindingOut:
    """Follows the whole chain; says that it is whole, or names the first broken entry."""
    with permitted(token, "audit.verify") as (session, account):
        record(session, account.name, "audit_verified", SUBJECT)
    with reading() as session:
        finding = verify(one_moment(session))
    return FindingOut(
        whole=finding.fault is None,
        entries=finding.entries,
        end=str(finding.end),
        broken=finding.broken,
        fault=finding.fault,
        text=sentence(finding),
    )
