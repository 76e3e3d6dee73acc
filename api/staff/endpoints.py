"""The staff's calls: signing in, the queue, and answering residents."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response, status
from starlette.concurrency import run_in_threadpool

from api.chat.conversations import find
from api.chat.messages import as_reply
from api.chat.schemas import Reply
from api.core.event_stream import EventStreamResponse, last_event_id, stream_response
from api.core.problems import refusals
from api.core.rate_limit import limit_sign_in
from api.core.text_types import LARGEST_ID, Code
from api.handover import desk
from api.staff.cookie import drop_cookie, set_cookie
from api.staff.events import QUEUE_LIMIT, inbox_stream
from api.staff.inbox import callback_rows, queue_rows, show_case, state
from api.staff.schemas import CaseOut, CloseRequest, QueueOut, ReplyRequest, SignInRequest, StateOut, WhoOut
from api.staff.sessions import Token, permitted, sign_in, sign_out, signed_in
from api.staff.within_reach import check_within_reach

router = APIRouter(prefix="/v1/staff", tags=["staff"], responses=refusals(401, 403, 404, 409))
Identifier = Annotated[Code, Path(max_length=32)]


@router.post("/session")
def start_session(body: SignInRequest, request: Request, response: Response, former: Token) -> WhoOut:
    """Signs in; the key of the session is set as an HttpOnly cookie."""
    limit_sign_in(request, body.name)
    account, token = sign_in(body.name, body.password.get_secret_value(), former)
    set_cookie(response, token)
    return WhoOut(name=account.name, role=account.role)


@router.get("/session")
def show_session(token: Token) -> WhoOut:
    """Who is signed in."""
    with signed_in(token, new_password_due=True) as (_, account):
        return WhoOut(name=account.name, role=account.role)


@router.delete("/session", status_code=status.HTTP_204_NO_CONTENT)
def end_session(token: Token, response: Response) -> None:
    """Signs out."""
    with signed_in(token, new_password_due=True) as (session, account):
        sign_out(session, account, token)
    drop_cookie(response)


@router.get("/queue")
def show_queue(token: Token, limit: Annotated[int, Query(ge=1, le=QUEUE_LIMIT)] = QUEUE_LIMIT) -> QueueOut:
    """Who waits or is attended to, emergencies first, then who waits longer."""
    with permitted(token, "queue.see") as (session, account):
        return QueueOut(results=queue_rows(session, limit, account), callbacks=callback_rows(session, limit, account))


@router.get("/events", response_class=EventStreamResponse)
async def follow(
    request: Request, token: Token, after: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None
) -> EventStreamResponse:
    """Server-sent events: changes of the queue, and what is said in the conversations this person attends to."""
    await run_in_threadpool(_check_queue, token)
    seen = last_event_id(request)
    return stream_response(request, inbox_stream(token or "", after if seen is None else seen))


def _check_queue(token: str | None) -> None:
    with permitted(token, "queue.see"):
        pass


@router.get("/conversations/{identifier}")
def open_case(identifier: Identifier, token: Token) -> CaseOut:
    """The packet and the newest messages; that it was looked at is recorded."""
    with permitted(token, "conversation.see") as (session, account):
        check_within_reach(session, account, "conversation.see", identifier)
        return show_case(session, identifier, account.name)


@router.post("/conversations/{identifier}/claim")
def claim(identifier: Identifier, token: Token) -> StateOut:
    """Takes a waiting conversation; of two who claim at once one gets it."""
    with permitted(token, "conversation.answer") as (session, account):
        check_within_reach(session, account, "conversation.answer", identifier)
        conversation = find(session, identifier)
        desk.claim(session, conversation, account)
        return state(conversation, account.name)


@router.post("/conversations/{identifier}/reply")
def reply(identifier: Identifier, body: ReplyRequest, token: Token) -> Reply:
    """Answers the resident; the same client_id twice is said once."""
    with permitted(token, "conversation.answer") as (session, account):
        check_within_reach(session, account, "conversation.answer", identifier)
        return as_reply(desk.reply(session, identifier, account.name, body.text, body.client_id))


@router.post("/conversations/{identifier}/return")
def give_back(identifier: Identifier, token: Token) -> StateOut:
    """Lets the bot answer again."""
    with permitted(token, "conversation.answer") as (session, account):
        check_within_reach(session, account, "conversation.answer", identifier)
        return state(desk.give_back(session, identifier, account.name), account.name)


@router.post("/conversations/{identifier}/close")
def close(identifier: Identifier, body: CloseRequest, token: Token) -> StateOut:
    """Ends the attendance with its outcome; the bot answers again."""
    with permitted(token, "conversation.answer") as (session, account):
        check_within_reach(session, account, "conversation.answer", identifier)
        return state(desk.close(session, identifier, account.name, body.outcome), account.name)
