"""`/staff/analytics`: the figures as charts, each with its table."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.analytics.endpoints import EXPORT, SEE, show_analysis
from api.analytics.schemas import Asked
from api.staff.frame import staff_page
from api.staff.permissions import reach
from api.staff.sessions import Token, permitted
from api.wording import words

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/staff/analytics")
def analytics_page(request: Request, token: Token, asked: Annotated[Asked, Query()]) -> Response:
    """The page with the figures of the days and the place that were asked for."""
    found = show_analysis(token, asked)
    given = {"from": found.since.isoformat(), "to": found.until.isoformat(), "place": found.place}
    with permitted(token, SEE) as (_, account):
        shown: dict[str, Any] = {
            "found": found,
            "words": words("analytics"),
            "query": urlencode({name: value for name, value in given.items() if value}),
            "may_export": reach(account, EXPORT) is not None,
            "drawn": [table.model_dump(mode="json") for table in found.tables if table.chart != "none" and table.rows],
        }
        return staff_page(request, account, "analytics/page.html", **shown)
