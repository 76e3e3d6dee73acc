"""`/v1/tickets` and `/v1/visits`: the same calls for both kinds of matters."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response, status
from pydantic import Field
from sqlalchemy.exc import IntegrityError

from api.applications.endpoints import SubmissionKey
from api.core.errors import InvalidInputError
from api.core.problems import refusals
from api.core.text_types import Code
from api.matters.acting import act_on, draft_of, find_for, hand_on
from api.matters.export import as_csv, exported
from api.matters.filing import file_matter
from api.matters.kinds import KindName, kinds
from api.matters.listing import PAGE, Filters, detail, earlier, matters, whole
from api.matters.schemas import (
    ActRequest,
    DraftOut,
    EarlierOut,
    Export,
    Format,
    HandedOver,
    MatterDetail,
    MatterRequest,
    MattersOut,
)
from api.staff.sessions import Token, permitted, whoever_may

Number = Annotated[Code, Path(max_length=20)]
Phone = Annotated[Annotated[Code, Field(max_length=30)], Header()]
State = Annotated[Code, Query(max_length=12)]
CSV = "text/csv"


def router_of(kind: KindName, path: str) -> APIRouter:
    """The calls of one kind of matter. path: where they stand."""
    router = APIRouter(prefix=path, tags=[f"{kind}s"], responses=refusals(401, 403, 404, 409))
    add_filing(router, kind)
    add_lists(router, kind)
    add_acts(router, kind)
    return router


def add_filing(router: APIRouter, kind: KindName) -> None:
    """Filing one."""

    def stored(body: MatterRequest, token: str | None, key: str) -> MatterDetail:
        with permitted(token, kinds()[kind].file) as (session, account):
            return whole(session, file_matter(session, kind, key, body, account), account)

    @router.post("", status_code=status.HTTP_201_CREATED, name=f"file_{kind}")
    def file_one(body: MatterRequest, token: Token, idempotency_key: SubmissionKey = None) -> MatterDetail:
        """Files what was told. Repeated with the same Idempotency-Key: the same answer, one record."""
        if idempotency_key is None:
            whoever_may(token, kinds()[kind].file)
            raise InvalidInputError("key_missing", field="Idempotency-Key")
        try:
            return stored(body, token, idempotency_key)
        except IntegrityError:
            # The same key arrived twice at once; the first one is stored by now.
            return stored(body, token, idempotency_key)


def add_lists(router: APIRouter, kind: KindName) -> None:
    """Lists, exports and a caller's earlier ones."""

    @router.get("", name=f"list_{kind}s")
    def list_them(
        token: Token,
        state: State | None = None,
        urgent: bool = False,
        overdue: bool = False,
        mine: bool = False,
        cursor: Annotated[Code | None, Query(max_length=20)] = None,
        limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
    ) -> MattersOut:
        """Those within one's reach, the newest first."""
        with permitted(token, kinds()[kind].see) as (session, account):
            return matters(session, kind, account, Filters(state, urgent, overdue, mine), cursor, limit)

    @router.get("/export", response_model=Export, responses={200: {"content": {CSV: {}}}}, name=f"export_{kind}s")
    def export_them(
        token: Token, format: Format = "json", state: State | None = None, overdue: bool = False, mine: bool = False
    ) -> Response:
        """Those within one's reach as JSON or CSV, with what is automatic marked."""
        with permitted(token, kinds()[kind].see) as (session, account):
            found = exported(session, kind, account, Filters(state, False, overdue, mine))
        text, media = (as_csv(found), CSV) if format == "csv" else (found.model_dump_json(), "application/json")
        headers = {"Content-Disposition": f'attachment; filename="{kind}s.{format}"', "Cache-Control": "no-store"}
        return Response(text, media_type=f"{media}; charset=utf-8" if format == "csv" else media, headers=headers)

    if kind == "ticket":

        @router.get("/earlier")
        def list_earlier(token: Token, x_phone: Phone = "") -> EarlierOut:
            """Earlier work orders of the caller with this number, which never stands in an address; none without one."""
            with permitted(token, "ticket.file") as (session, account):
                return EarlierOut(results=earlier(session, account, x_phone) if x_phone else [])


def add_acts(router: APIRouter, kind: KindName) -> None:
    """One matter, and what is done with it."""

    @router.get("/{number}", name=f"show_{kind}")
    def show_one(number: Number, token: Token) -> MatterDetail:
        """The whole of it; that it was looked at is recorded."""
        see = kinds()[kind].see
        with permitted(token, see) as (session, account):
            return detail(session, find_for(session, kind, number, account, see), account)

    @router.post("/{number}/acts", name=f"act_on_{kind}")
    def act(number: Number, body: ActRequest, token: Token) -> MatterDetail:
        """Takes, passes on, finishes, supervises or closes it; its state decides what may be done."""
        with permitted(token, kinds()[kind].see) as (session, account):
            matter = find_for(session, kind, number, account, kinds()[kind].see)
            act_on(session, matter, account, body)
            return whole(session, matter, account)

    @router.post("/{number}/handover", name=f"hand_over_{kind}")
    def hand_it_over(number: Number, token: Token) -> HandedOver:
        """Puts it among the conversations that wait for a person, once."""
        see = kinds()[kind].see
        with permitted(token, see) as (session, account):
            return HandedOver(conversation_id=hand_on(session, find_for(session, kind, number, account, see), account))

    @router.get("/{number}/application", name=f"draft_from_{kind}")
    def draft_application(number: Number, token: Token) -> DraftOut:
        """What an application for this household begins with."""
        see = kinds()[kind].see
        with permitted(token, see) as (session, account):
            return draft_of(find_for(session, kind, number, account, see))


tickets = router_of("ticket", "/v1/tickets")
visits = router_of("visit", "/v1/visits")
