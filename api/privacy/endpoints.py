"""`/v1/staff/people`: one person's data, found by ID number or phone, handed out, erased."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request, Response
from fastapi.encoders import jsonable_encoder
from starlette.concurrency import run_in_threadpool

from api.core.problems import refusals
from api.privacy import people
from api.privacy.schemas import ErasedOut, ExportRequest, LookUpRequest, PeopleOut, RecordsRequest
from api.staff.sessions import Token, permitted
from api.web.rendering import fragment

router = APIRouter(
    prefix="/v1/staff/people",
    tags=["staff"],
    responses=refusals(401, 403, 404, 409),
)


@router.post("/lookup")
def find_person(body: LookUpRequest, token: Token) -> PeopleOut:
    """The applications of whoever has this ID number or phone."""
    with permitted(token, "personal_data.export") as (session, account):
        return PeopleOut(results=people.look_up(session, account, body))


@router.post("/export", response_class=Response, responses={200: {"content": {"application/json": {}, "text/html": {}}}})
def export_person(body: ExportRequest, request: Request, token: Token) -> Response:
    """Everything kept with these applications, as JSON or as a page to read and print."""
    with permitted(token, "personal_data.export") as (session, account):
        handed_out = jsonable_encoder(people.exported(session, account, body.numbers))
    if body.format == "html":
        answer = fragment(request, "privacy/export.html", **handed_out)
    else:
        answer = Response(json.dumps(handed_out, ensure_ascii=False, indent=2), media_type="application/json; charset=utf-8")
    answer.headers.update(
        {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="personal-data.{body.format}"'}
    )
    return answer


@router.post("/erase")
async def erase_person(body: RecordsRequest, request: Request, token: Token) -> ErasedOut:
    """Erases these applications with the conversations they were made in, also what the dialogue engine remembers of them."""
    erased = await run_in_threadpool(_erase, body, token)
    await request.app.state.parts.rasa.forget(erased.conversations)
    return erased


def _erase(body: RecordsRequest, token: str | None) -> ErasedOut:
    with permitted(token, "personal_data.erase") as (session, account):
        conversations = people.erase(session, account, body.numbers)
    return ErasedOut(applications=list(dict.fromkeys(body.numbers)), conversations=conversations)
