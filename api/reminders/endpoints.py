"""`/v1/staff/reminders` and its page: the limits that press."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from api.core.problems import refusals
from api.reminders.listing import ReminderOut, reminders
from api.staff.frame import staff_page
from api.staff.sessions import Token, permitted

router = APIRouter(tags=["staff"], responses=refusals(401, 403))


class RemindersOut(BaseModel):
    results: list[ReminderOut]


@router.get("/v1/staff/reminders")
def list_reminders(token: Token) -> RemindersOut:
    """The limits this person has to see, the earliest first."""
    with permitted(token, "reminders.see") as (session, account):
        return RemindersOut(results=reminders(session, account))


@router.get("/staff/reminders", include_in_schema=False, response_class=HTMLResponse)
def show_reminders(request: Request, token: Token) -> Response:
    """The same as a page."""
    with permitted(token, "reminders.see") as (session, account):
        return staff_page(request, account, "reminders/reminders.html", reminders=reminders(session, account))
