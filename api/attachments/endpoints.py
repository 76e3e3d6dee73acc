"""`/v1/applications/{number}/attachments` for residents, `/v1/staff/applications/{number}/attachments` for staff."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Request, Response, UploadFile, status
from pydantic import BaseModel, Field

from api.applications.asking import Number, Phone, asked_for
from api.attachments.content import MEDIA_TYPES, Kind
from api.attachments.service import attach, attachment_of, attachments_of, content_of, detach
from api.audit import record
from api.cases.moves import check_visible
from api.cases.parts import parts_of
from api.chat.conversations import Bearer
from api.core.clock import shown
from api.core.database import unit_of_work
from api.core.errors import TooLongError
from api.core.problems import refusals
from api.core.text_types import Code
from api.core.uploads import MOST_FILE_BYTES, MOST_FILE_MEGABYTES
from api.models import Attachment
from api.staff.sessions import Token, permitted

router = APIRouter(tags=["applications"], responses=refusals(401, 403, 404, 409))
Identifier = Annotated[Code, Path(max_length=32)]
Paper = Annotated[
    Annotated[str, Field(max_length=200)] | None, Form(description="which of the papers it is, as the policy names it")
]
RESIDENT = "resident"
# Nothing in it runs, and it is shown in no page of ours, whatever it holds.
SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store"}


class AttachmentOut(BaseModel):
    """A file as it is listed. bytes: of what is kept."""

    id: str
    paper: str | None
    kind: Kind
    bytes: int
    by_staff: bool
    at: str


class AttachmentsOut(BaseModel):
    results: list[AttachmentOut]


@router.post("/v1/applications/{number}/attachments", status_code=status.HTTP_201_CREATED)
def add_attachment(
    number: Number,
    request: Request,
    bearer: Bearer,
    file: Annotated[UploadFile, File(description="JPEG, PNG or PDF, up to 10 MB")],
    paper: Paper = None,
    x_phone: Phone = None,
) -> AttachmentOut:
    """Keeps a photo or document: for the conversation the application was made in, or the applicant's phone in X-Phone."""
    sent = file.file.read(MOST_FILE_BYTES + 1)
    if len(sent) > MOST_FILE_BYTES:
        raise TooLongError("file_too_large", most=MOST_FILE_MEGABYTES)
    with unit_of_work() as session:
        application = asked_for(session, number, request, bearer, x_phone)
        return _out(attach(session, application, sent, paper or None, RESIDENT))


@router.get("/v1/applications/{number}/attachments")
def list_attachments(number: Number, request: Request, bearer: Bearer, x_phone: Phone = None) -> AttachmentsOut:
    """What was added so far."""
    with unit_of_work() as session:
        application = asked_for(session, number, request, bearer, x_phone)
        return AttachmentsOut(results=[_out(attachment) for attachment in attachments_of(session, application.number)])


@router.get("/v1/applications/{number}/attachments/{identifier}", response_class=Response)
def show_attachment(number: Number, identifier: Identifier, request: Request, bearer: Bearer, x_phone: Phone = None) -> Response:
    """One file, as it is kept."""
    with unit_of_work() as session:
        application = asked_for(session, number, request, bearer, x_phone)
        return _file(attachment_of(session, application.number, identifier))


@router.delete("/v1/applications/{number}/attachments/{identifier}", status_code=status.HTTP_204_NO_CONTENT)
def remove_attachment(number: Number, identifier: Identifier, request: Request, bearer: Bearer, x_phone: Phone = None) -> None:
    """Takes a file back, as long as nobody works on the application."""
    with unit_of_work() as session:
        application = asked_for(session, number, request, bearer, x_phone)
        detach(session, application, attachment_of(session, application.number, identifier), RESIDENT)


@router.get("/v1/staff/applications/{number}/attachments", tags=["staff"])
def list_for_staff(number: Number, token: Token) -> AttachmentsOut:
    """The files of a case."""
    with permitted(token, "attachment.see") as (session, account):
        check_visible(account, parts_of(session, number))
        return AttachmentsOut(results=[_out(attachment) for attachment in attachments_of(session, number)])


@router.get("/v1/staff/applications/{number}/attachments/{identifier}", tags=["staff"], response_class=Response)
def show_to_staff(number: Number, identifier: Identifier, token: Token) -> Response:
    """One file of a case; that it was looked at is recorded."""
    with permitted(token, "attachment.see") as (session, account):
        check_visible(account, parts_of(session, number))
        attachment = attachment_of(session, number, identifier)
        record(session, account.name, "attachment_viewed", number)
        return _file(attachment)


def _out(attachment: Attachment) -> AttachmentOut:
    return AttachmentOut(
        id=attachment.id,
        paper=attachment.paper,
        kind=attachment.kind,  # type: ignore[arg-type]
        bytes=attachment.bytes,
        by_staff=attachment.by != RESIDENT,
        at=shown(attachment.at),
    )


def _file(attachment: Attachment) -> Response:
    # Pictures were drawn by us and may stand in our pages; a PDF is only ever downloaded.
    shown_as = "attachment" if attachment.kind == "pdf" else "inline"
    disposition = {"Content-Disposition": f'{shown_as}; filename="{attachment.id}.{attachment.kind}"'}
    return Response(content_of(attachment), media_type=MEDIA_TYPES[attachment.kind], headers={**SANDBOX, **disposition})
