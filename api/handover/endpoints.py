"""The calls of the desk beside claim and reply: passing on, notes, ready sentences, messages left, the packet to carry."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, status

from api.chat.conversations import find
from api.core.problems import refusals
from api.core.text_types import LARGEST_ID, Code
from api.handover import callbacks, canned, export, notes, transfer
from api.handover.presence import SUPERVISING
from api.handover.schemas import (
    CallbackOut,
    CannedListOut,
    CannedOut,
    CannedRequest,
    ColleagueOut,
    ColleaguesOut,
    DoneRequest,
    NoteOut,
    NoteRequest,
    PacketOut,
    TransferRequest,
)
from api.staff.inbox import state
from api.staff.permissions import reach
from api.staff.schemas import StateOut
from api.staff.sessions import Token, permitted
from api.staff.within_reach import check_within_reach

router = APIRouter(prefix="/v1/staff", tags=["staff"], responses=refusals(401, 403, 404, 409))
Identifier = Annotated[Code, Path(max_length=32)]
Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.post("/conversations/{identifier}/transfer")
def pass_on(identifier: Identifier, body: TransferRequest, token: Token) -> StateOut:
    """Passes one's own resident to a colleague who is at their desk, or to the supervisors."""
    with permitted(token, "conversation.answer") as (session, account):
        check_within_reach(session, account, "conversation.answer", identifier)
        if body.to is not None:
            conversation = transfer.to_colleague(session, identifier, account.name, body.to)
        else:
            conversation = transfer.to_supervisor(session, identifier, account.name)
        if body.note:
            notes.add_note(session, conversation, account.name, body.note, None)
        return state(conversation, account.name)


@router.get("/conversations/{identifier}/colleagues")
def show_colleagues(identifier: Identifier, token: Token) -> ColleaguesOut:
    """Who is at their desk and could take this resident."""
    with permitted(token, "conversation.answer") as (session, account):
        check_within_reach(session, account, "conversation.answer", identifier)
        conversation = find(session, identifier)
        there = transfer.colleagues(session, account.name, conversation)
        supervising = transfer.colleagues(session, account.name, conversation, SUPERVISING)
        return ColleaguesOut(results=[ColleagueOut(name=one.name, role=one.role) for one in there], supervisor=bool(supervising))


@router.post("/conversations/{identifier}/notes", status_code=status.HTTP_201_CREATED)
def write_note(identifier: Identifier, body: NoteRequest, token: Token) -> NoteOut:
    """Keeps a note for staff; the same client_id twice is one note. No resident is sent it."""
    with permitted(token, "conversation.answer") as (session, account):
        check_within_reach(session, account, "conversation.answer", identifier)
        conversation = find(session, identifier)
        return NoteOut(**notes.note_out(notes.add_note(session, conversation, account.name, body.text, body.client_id)))


@router.get("/conversations/{identifier}/packet")
def export_packet(identifier: Identifier, token: Token) -> PacketOut:
    """The whole packet as data; that it was exported is recorded."""
    with permitted(token, "conversation.see") as (session, account):
        check_within_reach(session, account, "conversation.see", identifier)
        return export.exported(session, find(session, identifier), account.name)


@router.get("/canned-replies")
def show_canned(token: Token) -> CannedListOut:
    """The sentences kept ready, an office's own first."""
    with permitted(token, "conversation.answer") as (session, account):
        results = [CannedOut(**reply) for reply in canned.canned_replies(session, account.place)]
        return CannedListOut(results=results, editable=reach(account, "canned.edit") is not None)


@router.post("/canned-replies", status_code=status.HTTP_201_CREATED)
def write_canned(body: CannedRequest, token: Token) -> CannedOut:
    """Keeps a new sentence for the staff of one's own place."""
    with permitted(token, "canned.edit") as (session, account):
        kept = canned.keep_canned(session, account, body.title, body.text, None)
        return CannedOut(**canned.canned_out(kept))


@router.put("/canned-replies/{number}")
def rewrite_canned(number: Number, body: CannedRequest, token: Token) -> CannedOut:
    """Writes one anew."""
    with permitted(token, "canned.edit") as (session, account):
        kept = canned.keep_canned(session, account, body.title, body.text, number)
        return CannedOut(**canned.canned_out(kept))


@router.delete("/canned-replies/{number}", status_code=status.HTTP_204_NO_CONTENT)
def delete_canned(number: Number, token: Token) -> None:
    """Deletes one."""
    with permitted(token, "canned.edit") as (session, account):
        canned.drop_canned(session, account, number)


@router.get("/callbacks/{identifier}")
def open_callback(identifier: Identifier, token: Token) -> CallbackOut:
    """A message left with the number to call; that it was looked at is recorded."""
    with permitted(token, "conversation.see") as (session, account):
        return CallbackOut(**callbacks.show(session, identifier, account))


@router.post("/callbacks/{identifier}/claim")
def claim_callback(identifier: Identifier, token: Token) -> CallbackOut:
    """Takes it, so that nobody is called twice."""
    with permitted(token, "conversation.answer") as (session, account):
        return CallbackOut(**callbacks.claim(session, identifier, account))


@router.post("/callbacks/{identifier}/close")
def finish_callback(identifier: Identifier, body: DoneRequest, token: Token) -> CallbackOut:
    """Done, with what came of it."""
    with permitted(token, "conversation.answer") as (session, account):
        return CallbackOut(**callbacks.finish(session, identifier, account, body.outcome))
