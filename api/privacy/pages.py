"""`/staff/people`: what is kept of one person, handed out or erased, for those who may."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from api.privacy.endpoints import erase_person, export_person, find_person
from api.privacy.schemas import ExportRequest, LookUpRequest, RecordsRequest
from api.staff.frame import staff_page
from api.staff.permissions import reach
from api.staff.sessions import Token, permitted
from api.web.rendering import fragment

router = APIRouter(prefix="/staff/people", include_in_schema=False, default_response_class=HTMLResponse)
Text = Annotated[str, Form(max_length=30)]
Numbers = Annotated[list[str], Form(max_length=50)]


@router.get("")
def people(request: Request, token: Token) -> Response:
    """Where one looks for a person."""
    with permitted(token, "personal_data.export") as (_, account):
        return staff_page(request, account, "privacy/people.html")


@router.post("/lookup")
def look_up(request: Request, token: Token, id_number: Text = "", phone: Text = "") -> Response:
    """The applications of whoever has this ID number or phone; the question itself when nothing was written."""
    with permitted(token, "personal_data.export") as (_, account):
        may_erase = reach(account, "personal_data.erase") is not None
    asked = {"id_number": id_number.strip() or None, "phone": phone.strip() or None}
    if not any(asked.values()):
        return fragment(request, "privacy/found.html", nothing_asked=True)
    found = find_person(LookUpRequest(**asked), token)
    return fragment(request, "privacy/found.html", people=found.results, may_erase=may_erase)


@router.post("/export")
def export(request: Request, token: Token, numbers: Numbers, format: Annotated[Literal["json", "html"], Form()]) -> Response:
    """A file with everything that is kept with the chosen applications."""
    return export_person(ExportRequest(numbers=numbers, format=format), request, token)


@router.post("/erase")
async def erase(request: Request, token: Token, numbers: Numbers) -> Response:
    """Erases the chosen applications, and says what is gone."""
    erased = await erase_person(RecordsRequest(numbers=numbers), request, token)
    return fragment(request, "privacy/found.html", erased=erased)
