"""`/staff/dispatches`: the parts that were sent to one's department and place: to take, work on or send back."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.audit.schemas import EMPTY_IS_NONE
from api.cases.dispatch import send_back, take
from api.cases.listing import Filters, list_cases, visible
from api.cases.moves import find_case
from api.cases.schemas import SendBackRequest, TakeRequest
from api.core.text_types import Code
from api.models import ApplicationPart, StaffAccount
from api.staff.frame import staff_page
from api.staff.permissions import reach
from api.staff.sessions import Token, permitted
from api.web.rendering import fragment
from api.wording import words

router = APIRouter(prefix="/staff/dispatches", include_in_schema=False, default_response_class=HTMLResponse)
PAGE = 30
Number = Annotated[Code, Path(max_length=20)]


class Window(BaseModel):
    """Which dispatches are shown, and which page of them."""

    dispatched: Literal["sent", "taken", "sent_back"] = "sent"
    cursor: Annotated[Code | None, EMPTY_IS_NONE] = None


@router.get("")
def dispatches(request: Request, token: Token, window: Annotated[Window, Query()]) -> Response:
    """What waits to be taken, is being worked on, or came back."""
    with permitted(token, "dispatch.see") as (session, account):
        found = list_cases(session, account, Filters(open=True, dispatch=window.dispatched), PAGE, window.cursor)
        shown = {"cases": found, "filters": window, "counts": _counts(session, account), "said": words("staff")["cases"]}
        may_dispatch = reach(account, "case.dispatch") is not None
        return staff_page(request, account, "cases/dispatches.html", may_dispatch=may_dispatch, **shown)


@router.post("/{number}/take")
def take_here(request: Request, number: Number, token: Token, body: Annotated[TakeRequest, Form()]) -> Response:
    """Takes a part."""
    with permitted(token, "case.work") as (session, account):
        take(session, account, find_case(session, number), body)
        return _done(request, number, "taken")


@router.post("/{number}/send-back")
def send_back_here(request: Request, number: Number, token: Token, body: Annotated[SendBackRequest, Form()]) -> Response:
    """Gives a part back to the supervisor."""
    with permitted(token, "case.work") as (session, account):
        send_back(session, account, find_case(session, number), body)
        return _done(request, number, "sent_back")


def _done(request: Request, number: str, state: str) -> Response:
    return fragment(request, "cases/dispatched.html", number=number, text=words("staff")["cases"]["dispatches"][state])


def _counts(session: Session, account: StaffAccount) -> dict[str, int]:
    """How many open parts there are of each state of a dispatch."""
    part = ApplicationPart
    rows = select(part.dispatch, func.count()).where(visible(account), part.closed_at.is_(None)).group_by(part.dispatch)
    found = {state: count for state, count in session.execute(rows)}
    return {state: found.get(state, 0) for state in words("staff")["cases"]["dispatches"]}
