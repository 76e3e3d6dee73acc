"""The pages of matters: lists and single ones for staff, and the page with which a visit is written down."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from api.core.errors import InvalidInputError
from api.core.settings import settings
from api.core.text_types import Code
from api.matters.acting import act_on, find_for, hand_on
from api.matters.kinds import KindName, kinds
from api.matters.listing import Filters, detail, matters, whole
from api.matters.schemas import LONGEST_CONTENT, ActRequest
from api.models import Matter, StaffAccount
from api.staff.accounts import departments
from api.staff.frame import staff_page
from api.staff.permissions import reach
from api.staff.sessions import Token, permitted
from api.web.rendering import fragment, wording_with
from api.wording import words
from knowledge.places import place_names

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Number = Annotated[Code, Path(max_length=20)]
Text = Annotated[str, Form(max_length=2_000)]
PATHS: dict[KindName, str] = {"ticket": "/staff/tickets", "visit": "/staff/visits"}


def add_list(kind: KindName, path: str) -> None:
    """The list of a kind."""
    see = kinds()[kind].see

    @router.get(path)
    def list_page(
        request: Request,
        token: Token,
        state: Annotated[Code | None, Query(max_length=12)] = None,
        only: Annotated[Code | None, Query(max_length=12)] = None,
        cursor: Annotated[Code | None, Query(max_length=20)] = None,
    ) -> Response:
        """Those within one's reach; `only` mine, urgent or overdue."""
        filters = Filters(state or None, only == "urgent", only == "overdue", only == "mine")
        with permitted(token, see) as (session, account):
            return staff_page(
                request,
                account,
                "matters/list.html",
                listed=matters(session, kind, account, filters, cursor),
                kind=kind,
                path=path,
                state=state or "",
                only=only or "",
                states=kinds()[kind].states,
                words=words("matters"),
                may_file=reach(account, kinds()[kind].file) is not None,
            )


def add_matter(kind: KindName, path: str) -> None:
    """One matter, and what is done with it there."""
    see = kinds()[kind].see

    @router.get(path + "/{number}")
    def matter_page(request: Request, number: Number, token: Token) -> Response:
        """One matter whole."""
        with permitted(token, see) as (session, account):
            shown = detail(session, find_for(session, kind, number, account, see), account)
            return staff_page(request, account, "matters/matter.html", 200, **_values(kind, shown, path))

    @router.post(path + "/{number}/acts")
    def act(
        request: Request,
        number: Number,
        token: Token,
        act: Annotated[Code, Form(max_length=16)],
        note: Text = "",
        place: Annotated[str, Form(max_length=12)] = "",
        department: Annotated[str, Form(max_length=64)] = "",
        due: Annotated[str, Form(max_length=10)] = "",
    ) -> Response:
        """Does it, and shows the matter as it is then."""
        asked = ActRequest(act=act, note=note.strip(), place=_place(place), department=department or None, due=_day(due))
        with permitted(token, see) as (session, account):
            matter = find_for(session, kind, number, account, see)
            act_on(session, matter, account, asked)
            return _shown(request, session, kind, matter, account, path)

    @router.post(path + "/{number}/handover")
    def hand_over(request: Request, number: Number, token: Token) -> Response:
        """Puts it among the conversations that wait for a person."""
        with permitted(token, see) as (session, account):
            matter = find_for(session, kind, number, account, see)
            hand_on(session, matter, account)
            return _shown(request, session, kind, matter, account, path)


for each, where in PATHS.items():
    add_list(each, where)
    add_matter(each, where)


@router.get("/visits")
def visit_page(request: Request, token: Token) -> Response:
    """Where a visit is written down, on a phone."""
    with permitted(token, "visit.file") as (_, account):
        return staff_page(
            request,
            account,
            "matters/visit.html",
            places=sorted(place_names().items()),
            longest=LONGEST_CONTENT,
            limit=settings().message_limit,
            wording=wording_with("visits"),
        )


def _shown(request: Request, session: Session, kind: KindName, matter: Matter, account: StaffAccount, path: str) -> Response:
    """The matter where it stood; where it went out of one's reach, the list."""
    see = kinds()[kind].see
    session.flush()
    shown = whole(session, find_for(session, kind, matter.number, account, see), account)
    return fragment(request, "matters/matter_body.html", 200, **_values(kind, shown, path))


def _values(kind: KindName, shown: Any, path: str) -> dict[str, Any]:
    return {
        "matter": shown,
        "path": path,
        "acts": kinds()[kind].acts,
        "words": words("matters"),
        "places": sorted(place_names().items()),
        "departments": departments(),
    }


def _day(text: str) -> date | None:
    """The day of a date field. Raises InvalidInputError."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as problem:
        raise InvalidInputError("malformed", field="due") from problem


def _place(text: str) -> str | None:
    """A place of the list. Raises InvalidInputError."""
    if text and text not in place_names():
        raise InvalidInputError("malformed", field="place")
    return text or None
