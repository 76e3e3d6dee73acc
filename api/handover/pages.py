"""The packet on paper: a page to print, with what is automatic in it named as such."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse

from api.chat.conversations import find
from api.core.text_types import Code
from api.handover.export import exported
from api.staff.frame import staff_page
from api.staff.sessions import Token, permitted
from api.staff.within_reach import check_within_reach
from api.wording import words

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/staff/conversations/{identifier}/packet")
def packet_page(request: Request, identifier: Annotated[Code, Path(max_length=32)], token: Token) -> Response:
    """The whole packet to print; that it was exported is recorded."""
    with permitted(token, "conversation.see") as (session, account):
        check_within_reach(session, account, "conversation.see", identifier)
        whole = exported(session, find(session, identifier), account.name)
        return staff_page(request, account, "handover/packet.html", whole=whole, said=words("pages")["staff"])
