"""The page of the outbox."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.core.settings import settings
from api.core.text_types import LARGEST_ID
from api.gateway.letters import PAGE, State, letters, replay
from api.staff.frame import staff_page
from api.staff.permissions import reach
from api.staff.sessions import Token, permitted
from api.web.rendering import fragment
from api.wording import words

router = APIRouter(prefix="/staff/outbox", include_in_schema=False, default_response_class=HTMLResponse)
Identifier = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.get("")
def outbox(
    request: Request, token: Token, state: State = "dead", cursor: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None
) -> Response:
    """What was given up, what waits, or what was taken."""
    with permitted(token, "gateway.see") as (session, account):
        found = letters(session, state, cursor, PAGE)
        return staff_page(
            request,
            account,
            "gateway/outbox.html",
            letters=found,
            state=state,
            words=words("gateway"),
            connected=settings().case_gateway == "http",
            may_replay=reach(account, "gateway.replay") is not None,
        )


@router.post("/{identifier}/replay")
def replay_letter(request: Request, identifier: Identifier, token: Token) -> Response:
    """Sends again; the row says so."""
    with permitted(token, "gateway.replay") as (session, account):
        letter = replay(session, identifier, account.name)
        return fragment(request, "gateway/letter.html", letter=letter, words=words("gateway"), may_replay=True)
