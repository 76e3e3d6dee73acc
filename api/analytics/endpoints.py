"""`GET /v1/staff/analytics`: what happened in figures, as a document and as a file for a spreadsheet."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from api.analytics.export import as_csv, as_xlsx
from api.analytics.period import scope_of
from api.analytics.report import analysis
from api.analytics.schemas import AnalyticsOut, Asked, AskedExport
from api.audit import record
from api.core.database import reading
from api.core.problems import refusals
from api.models import StaffAccount
from api.staff.sessions import Token, permitted

router = APIRouter(prefix="/v1/staff/analytics", tags=["staff"], responses=refusals(401, 403, 404))
SEE, EXPORT, SUBJECT = "analytics.see", "analytics.export", "analytics"
KINDS = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}
FILES: dict[int | str, dict[str, Any]] = {200: {"content": {kind.split(";")[0]: {"schema": {}} for kind, _ in KINDS.values()}}}


@router.get("")
def show_analysis(token: Token, asked: Annotated[Asked, Query()]) -> AnalyticsOut:
    """The figures of some days and a place, within this person's reach. No figure says something of fewer than five."""
    account = _noted(token, SEE, "analytics_viewed", asked)
    with reading() as session:
        return _analysis(session, account, SEE, asked)


@router.get("/export", response_class=Response, responses=FILES)
def export_analysis(token: Token, asked: Annotated[AskedExport, Query()]) -> Response:
    """The same figures as CSV or as a workbook; that they were taken out is recorded."""
    account = _noted(token, EXPORT, "analytics_exported", asked)
    with reading() as session:
        found = _analysis(session, account, EXPORT, asked)
    kind, write = KINDS[asked.format]
    name = f"analytics-{found.since}-{found.until}.{asked.format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(write(found), media_type=kind, headers=headers)


def _noted(token: str | None, action: str, act: str, asked: Asked) -> StaffAccount:
    """Who asks, in a short transaction: nobody waits for the counting to be able to write."""
    with permitted(token, action) as (session, account):
        scope_of(account, action, asked.since, asked.until, asked.place)
        record(session, account.name, act, asked.place or SUBJECT)
        return account


def _analysis(session: Session, account: StaffAccount, action: str, asked: Asked) -> AnalyticsOut:
    return analysis(session, scope_of(account, action, asked.since, asked.until, asked.place))
