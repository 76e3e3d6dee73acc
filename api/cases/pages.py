"""`/staff/cases`: the list of cases and one view of the whole; what is done there puts the fresh view in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from api.cases.dispatch import assign, departments, dispatch, send_back, take
from api.cases.forms import MoveForm, Window
from api.cases.listing import list_cases
from api.cases.moves import Actor, find_case, move
from api.cases.parts import parts_of
from api.cases.schemas import AssignRequest, DispatchRequest, SendBackRequest, TakeRequest
from api.cases.showing import show_case
from api.cases.view import case_page, is_visible, sentence
from api.core.errors import ConflictError
from api.core.text_types import Code
from api.models import Application, StaffAccount
from api.staff.frame import staff_page
from api.staff.sessions import Token, permitted
from api.web.rendering import fragment
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.places import place_names

router = APIRouter(prefix="/staff/cases", include_in_schema=False, default_response_class=HTMLResponse)
PAGE = 30
Number = Annotated[Code, Path(max_length=20)]
Act = Callable[[Session, StaffAccount, Application], None]
# Refusals that say the page is no longer what it was: with these comes the fresh one.
OUT_OF_DATE = frozenset(
    {"moved_meanwhile", "move_impossible", "part_closed", "taken_by_other", "dispatch_open", "dispatched_there"}
)


@router.get("")
def cases(request: Request, token: Token, window: Annotated[Window, Query()]) -> Response:
    """The parts within this person's reach, the nearest deadline first."""
    with permitted(token, "case.see") as (session, account):
        found = list_cases(session, account, window.filters(), PAGE, window.cursor)
        return staff_page(request, account, "cases/list.html", cases=found, **choices(window))


def choices(window: Window) -> dict[str, Any]:
    """What the filters offer, as they stand, and how the next page is asked for."""
    given = {name: value for name, value in window.model_dump(mode="json", exclude={"cursor"}).items() if value}
    return {
        "filters": window,
        "query": urlencode(given),
        "said": words("staff")["cases"],
        "statuses": words("dialogue")["statuses"],
        "departments": sorted(departments()),
        "places": sorted(place_names().items()),
        "policies": sorted((policy.name, policy.id) for policy in load_catalogue().policies.values()),
    }


@router.get("/{number}")
def show(request: Request, number: Number, token: Token) -> Response:
    """One view of the whole."""
    with permitted(token, "case.see") as (session, account):
        return staff_page(request, account, "cases/page.html", **case_page(session, account, find_case(session, number)))


@router.post("/{number}/applicant")
def show_applicant(request: Request, number: Number, token: Token) -> Response:
    """Who applies, in clear; that it was looked at is recorded."""
    with permitted(token, "applicant.see") as (session, account):
        detail = show_case(session, account, find_case(session, number), in_clear=True)
        return fragment(request, "cases/applicant.html", case=detail, may_see_applicant=False)


@router.post("/{number}/transition")
def transition(request: Request, number: Number, token: Token, body: Annotated[MoveForm, Form()]) -> Response:
    """The next step of a part."""
    return _acted(
        request,
        token,
        number,
        "case.see",
        body,
        lambda session, account, case: move(session, Actor(account), case, body.request()),
    )


@router.post("/{number}/take")
def take_part(request: Request, number: Number, token: Token, body: Annotated[TakeRequest, Form()]) -> Response:
    """Takes a part."""
    return _acted(request, token, number, "case.work", body, lambda session, account, case: take(session, account, case, body))


@router.post("/{number}/assign")
def assign_part(request: Request, number: Number, token: Token, body: Annotated[AssignRequest, Form()]) -> Response:
    """Gives a part to a colleague."""
    return _acted(request, token, number, "case.work", body, lambda session, account, case: assign(session, account, case, body))


@router.post("/{number}/send-back")
def send_part_back(request: Request, number: Number, token: Token, body: Annotated[SendBackRequest, Form()]) -> Response:
    """Gives a part back to the supervisor."""
    return _acted(
        request, token, number, "case.work", body, lambda session, account, case: send_back(session, account, case, body)
    )


@router.post("/{number}/dispatch")
def dispatch_part(request: Request, number: Number, token: Token, body: Annotated[DispatchRequest, Form()]) -> Response:
    """Sends a part elsewhere."""
    return _acted(
        request, token, number, "case.dispatch", body, lambda session, account, case: dispatch(session, account, case, body)
    )


def _acted(request: Request, token: str | None, number: str, action: str, body: Any, act: Act) -> Response:
    """Does it and shows the case as it is now. Where somebody was quicker, says so, with the fresh case and what was written."""
    try:
        with permitted(token, action) as (session, account):
            application = find_case(session, number)
            act(session, account, application)
            return _fresh(request, session, account, application)
    except ConflictError as refusal:
        if refusal.key not in OUT_OF_DATE:
            raise
        with permitted(token, "case.see") as (session, account):
            shown = case_page(session, account, find_case(session, number))
            written = [getattr(body, "why", None), getattr(body, "clause", None), *getattr(body, "missing", [])]
            said = {"detail": sentence(refusal), "written": [text for text in written if text]}
            return fragment(request, "cases/conflict.html", ConflictError.status, **said, **shown)


def _fresh(request: Request, session: Session, account: StaffAccount, application: Application) -> Response:
    """The case as it is now, or that it is no longer this person's."""
    if not is_visible(account, parts_of(session, application.number)):
        return fragment(request, "cases/gone.html", number=application.number)
    return fragment(request, "cases/case.html", **case_page(session, account, application))
