"""`/staff/grants`: what was granted, and recording it for who made no application here."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from api.applications.personal import masked_name
from api.audit import record
from api.core.errors import NotFoundError
from api.core.text_types import Code
from api.grants.listing import grants, row_of
from api.grants.schemas import RecordForm, Window
from api.grants.service import record_grant
from api.models import Grant, StaffAccount
from api.staff.frame import staff_page
from api.staff.permissions import reach, require
from api.staff.sessions import Token, permitted
from api.web.rendering import fragment
from knowledge.catalogue import load_catalogue
from knowledge.identity import masked
from knowledge.places import place_names

router = APIRouter(prefix="/staff/grants", include_in_schema=False, default_response_class=HTMLResponse)
REMOVE = "personal_data.erase"


@router.get("")
def show_grants(request: Request, token: Token, window: Annotated[Window, Query()]) -> Response:
    """The list with its filters; that it was looked at is recorded."""
    with permitted(token, "grant.see") as (session, account):
        record(session, account.name, "grants_viewed", account.name)
        return staff_page(request, account, "grants/page.html", **_listed(session, account, window))


@router.post("")
def record_one(request: Request, token: Token, form: Annotated[RecordForm, Form()]) -> Response:
    """Records what somebody has who made no application here."""
    with permitted(token, "grant.record") as (session, account):
        record_grant(session, account, form)
        return fragment(request, "grants/list.html", done="recorded", **_listed(session, account, Window()))


@router.post("/{identifier}/remove")
def remove_one(request: Request, token: Token, identifier: Annotated[Code, Path(max_length=32)]) -> Response:
    """Deletes what was recorded by mistake, or at the person's wish."""
    with permitted(token, REMOVE) as (session, account):
        grant = session.get(Grant, identifier, with_for_update=True)
        if grant is None:
            raise NotFoundError("grant_unknown")
        require(account, REMOVE, [grant.place] if grant.place else [], grant.department)
        session.delete(grant)
        record(session, account.name, "grant_removed", identifier)
        session.flush()
        return fragment(request, "grants/list.html", done="removed", **_listed(session, account, Window()))


def _listed(session: Session, account: StaffAccount, window: Window) -> dict[str, Any]:
    found, more = grants(session, account, window)
    given = {name: value for name, value in window.model_dump(mode="json", exclude={"page"}).items() if value}
    return {
        "grants": [row_of(grant) | _who(grant) for grant in found],
        "filters": window,
        "next_page": urlencode({**given, "page": window.page + 1}) if more else None,
        "policies": sorted((policy.name, policy.id) for policy in load_catalogue().policies.values()),
        "places": sorted(place_names().items()),
        "may_record": reach(account, "grant.record") is not None,
        "may_remove": reach(account, REMOVE) is not None,
    }


def _who(grant: Grant) -> dict[str, str]:
    person = grant.person
    number = person["id_number"]
    return {"person": masked_name(person["name"]), "id_number": masked(number) if number else ""}
