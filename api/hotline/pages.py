"""The page of the hotline console."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.core.settings import settings
from api.staff.accounts import departments
from api.staff.frame import staff_page
from api.staff.sessions import Token, permitted
from api.web.rendering import wording_with
from knowledge.places import place_names

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/hotline")
def console(request: Request, token: Token) -> Response:
    """Where an operator works during a call; what is shown there is fetched as the call goes on."""
    with permitted(token, "hotline.assist") as (_, account):
        return staff_page(
            request,
            account,
            "hotline/console.html",
            places=sorted(place_names().items()),
            limit=settings().message_limit,
            departments=departments(),
            wording=wording_with("hotline"),
        )
