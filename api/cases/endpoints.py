"""`/v1/staff/applications`: the cases of a place and department, what happens to them, and who handles which part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.assessment.schemas import Place
from api.cases.dispatch import assign, dispatch, send_back, take
from api.cases.listing import Filters, list_cases
from api.cases.moves import Actor, find_case, move
from api.cases.schemas import (
    AssignRequest,
    CaseDetail,
    CasesOut,
    CaseState,
    DispatchRequest,
    MoveRequest,
    SendBackRequest,
    TakeRequest,
)
from api.cases.showing import after_acting, show_case
from api.core.problems import refusals
from api.core.text_types import Code, Day
from api.models import Application, StaffAccount
from api.staff.sessions import Token, permitted
from knowledge.policy import Step

router = APIRouter(
    prefix="/v1/staff/applications",
    tags=["staff"],
    responses=refusals(401, 403, 404, 409),
)
PAGE, LARGEST_PAGE = 50, 200
Asked = TypeVar("Asked", bound=BaseModel)
Number = Annotated[Code, Path(max_length=20)]
Word = Annotated[Annotated[Code, Field(max_length=64)] | None, Query()]


@router.get("")
def list_applications(
    token: Token,
    status: Annotated[Step | None, Query()] = None,
    policy: Word = None,
    department: Word = None,
    place: Annotated[Place | None, Query()] = None,
    dispatched: Annotated[Literal["sent", "taken", "sent_back"] | None, Query()] = None,
    due_before: Annotated[Day | None, Query()] = None,
    overdue: bool = False,
    mine: bool = False,
    still_open: Annotated[bool, Query(alias="open")] = False,
    text: Word = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
    cursor: Word = None,
) -> CasesOut:
    """The parts within this person's reach, the nearest deadline first, one page of them. text: a part of the number."""
    filters = Filters(status, policy, department, place, due_before, overdue, mine, still_open, dispatched, text)
    with permitted(token, "case.see") as (session, account):
        return list_cases(session, account, filters, limit, cursor)


@router.get("/{number}")
def show_application(number: Number, token: Token, in_clear: bool = False) -> CaseDetail:
    """One view of the whole. in_clear: the applicant unmasked, for who may; that it was looked at is recorded."""
    with permitted(token, "case.see") as (session, account):
        return show_case(session, account, find_case(session, number), in_clear)


@router.post("/{number}/transition")
def make_transition(number: Number, body: MoveRequest, token: Token) -> CaseState:
    """The next step of a part. Of two who act at once one wins; the other is told what the part has come to."""
    with permitted(token, "case.see") as (session, account):
        application = find_case(session, number)
        move(session, Actor(account), application, body)
        return after_acting(session, application)


@router.post("/{number}/dispatch")
def dispatch_part(number: Number, body: DispatchRequest, token: Token) -> CaseState:
    """Sends a part to another department or place."""
    return _acted(token, "case.dispatch", number, dispatch, body)


@router.post("/{number}/take")
def take_part(number: Number, body: TakeRequest, token: Token) -> CaseState:
    """Takes a part that was sent to this person's department and place."""
    return _acted(token, "case.work", number, take, body)


@router.post("/{number}/assign")
def assign_part(number: Number, body: AssignRequest, token: Token) -> CaseState:
    """Gives a part to a colleague of the same department and place."""
    return _acted(token, "case.work", number, assign, body)


@router.post("/{number}/send-back")
def send_part_back(number: Number, body: SendBackRequest, token: Token) -> CaseState:
    """Gives a part back to the supervisor, with the reason."""
    return _acted(token, "case.work", number, send_back, body)


def _acted(
    token: str | None, action: str, number: str, act: Callable[[Session, StaffAccount, Application, Asked], None], asked: Asked
) -> CaseState:
    """Does one act of `api.cases.dispatch` and tells what the case has come to."""
    with permitted(token, action) as (session, account):
        application = find_case(session, number)
        act(session, account, application, asked)
        return after_acting(session, application)
