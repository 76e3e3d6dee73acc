"""`/staff/audit`: the audit trail as a page; a filter or the next page replaces only the list."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.audit.endpoints import follow_chain, show_trail
from api.audit.schemas import Filters, Window
from api.staff.frame import staff_page
from api.staff.sessions import Token, permitted
from api.web.rendering import fragment
from api.wording import words

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/staff/audit")
def audit_page(request: Request, token: Token, window: Annotated[Window, Query()]) -> Response:
    """The page with its filters and the newest entries."""
    found = show_trail(token, window)
    with permitted(token, "audit.see") as (_, account):
        shown = {"trail": found, "filters": window, "query": _query(window), "actions": words("audit")["actions"]}
        return staff_page(request, account, "audit/page.html", **shown)


@router.get("/staff/audit/entries")
def entries(request: Request, token: Token, window: Annotated[Window, Query()]) -> Response:
    """The list alone: another filter, or the next page of it."""
    template = "audit/rows.html" if window.cursor else "audit/entries.html"
    return fragment(request, template, trail=show_trail(token, window), query=_query(window))


@router.post("/staff/audit/verification")
def verification(request: Request, token: Token) -> Response:
    """The sentence that says whether the chain is whole."""
    return fragment(request, "audit/finding.html", finding=follow_chain(token))


def _query(filters: Filters) -> str:
    """The filters as they stand in an address."""
    given = filters.model_dump(mode="json", by_alias=True, include=set(Filters.model_fields))
    return urlencode({name: value for name, value in given.items() if value})
