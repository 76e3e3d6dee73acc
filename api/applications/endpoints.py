"""`POST /v1/applications` and `GET /v1/applications/{number}`."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response, status
from pydantic import Field
from sqlalchemy.exc import IntegrityError

from api.applications.asking import Number, Phone, asked_for
from api.applications.receipt import receipt_pdf
from api.applications.schemas import ApplicationDetail, ApplicationOut, ApplicationRequest, OwnAct
from api.applications.service import act, detail_of, submit
from api.cases.moves import find_case
from api.chat.conversations import Bearer, check_token, find, given_token
from api.core.database import unit_of_work
from api.core.errors import InvalidInputError
from api.core.problems import refusals
from api.core.rate_limit import limit_phone_attempts
from api.core.text_types import Key

router = APIRouter(prefix="/v1/applications", tags=["applications"], responses=refusals(401, 404, 409))
PDF_TYPE = "application/pdf"
PDF: dict[int | str, dict[str, Any]] = {200: {"content": {PDF_TYPE: {}}}}
SubmissionKey = Annotated[Annotated[Key, Field(min_length=8, max_length=80)] | None, Header()]


@router.post("", status_code=status.HTTP_201_CREATED)
def submit_application(
    body: ApplicationRequest, request: Request, bearer: Bearer, idempotency_key: SubmissionKey = None
) -> ApplicationOut:
    """Takes the application. Repeated with the same Idempotency-Key: the same answer, one record."""
    if idempotency_key is None:
        raise InvalidInputError("key_missing", field="Idempotency-Key")
    try:
        return _submit(body, request, bearer, idempotency_key)
    except IntegrityError:
        # The same key arrived twice at once; the first one is stored by now.
        return _submit(body, request, bearer, idempotency_key)


def _submit(body: ApplicationRequest, request: Request, bearer: Bearer, key: str) -> ApplicationOut:
    with unit_of_work() as session:
        conversation = None
        if body.conversation_id is not None:
            conversation = check_token(find(session, body.conversation_id), given_token(request, body.conversation_id, bearer))
        return submit(session, key, body, conversation, partial(limit_phone_attempts, request))


@router.get("/{number}")
def show_application(number: Number, request: Request, bearer: Bearer, x_phone: Phone = None) -> ApplicationDetail:
    """Where it stands: for the conversation it was made in, or the applicant's phone in the header X-Phone."""
    with unit_of_work() as session:
        return detail_of(session, asked_for(session, number, request, bearer, x_phone))


@router.get("/{number}/receipt.pdf", response_class=Response, responses=PDF)
def print_receipt(number: Number, request: Request, bearer: Bearer, x_phone: Phone = None) -> Response:
    """The receipt on paper, for whoever may see the application. The ID number is masked."""
    with unit_of_work() as session:
        application = asked_for(session, number, request, bearer, x_phone)
        printed = receipt_pdf(detail_of(session, application))
    headers = {"Content-Disposition": f'attachment; filename="{number}.pdf"', "Cache-Control": "no-store"}
    return Response(printed, media_type=PDF_TYPE, headers=headers)


@router.post("/{number}/supplied")
def supply(number: Number, request: Request, bearer: Bearer, body: OwnAct, x_phone: Phone = None) -> ApplicationDetail:
    """The applicant says that what was missing has been supplied; the work goes on."""
    with unit_of_work() as session:
        asked_for(session, number, request, bearer, x_phone)
        return act(session, find_case(session, number), "submitted", body.policy_id)


@router.post("/{number}/withdraw")
def withdraw(number: Number, request: Request, bearer: Bearer, body: OwnAct, x_phone: Phone = None) -> ApplicationDetail:
    """The applicant takes the application back, or one part of it, while nothing of it was granted."""
    with unit_of_work() as session:
        asked_for(session, number, request, bearer, x_phone)
        return act(session, find_case(session, number), "withdrawn", body.policy_id)
