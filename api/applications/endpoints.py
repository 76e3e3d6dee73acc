"""`POST /v1/applications` and `GET /v1/applications/{number}`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, status
from pydantic import Field
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.applications.schemas import ApplicationDetail, ApplicationOut, ApplicationRequest, OwnAct
from api.applications.service import act, detail_of, find_for, submit
from api.cases.moves import find_case
from api.chat.conversations import Bearer, check_token, find, given_token, is_key_of
from api.core.database import unit_of_work
from api.core.errors import InvalidInputError, NotAuthorisedError
from api.core.problems import refusals
from api.core.rate_limit import limit_phone_attempts
from api.core.text_types import Code, Key
from api.models import Application, Conversation

router = APIRouter(prefix="/v1/applications", tags=["applications"], responses=refusals(401, 404, 409))
SubmissionKey = Annotated[Annotated[Key, Field(min_length=8, max_length=80)] | None, Header()]
Number = Annotated[Code, Path(max_length=20)]
Phone = Annotated[Annotated[Code, Field(max_length=30)] | None, Header()]


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
        return submit(session, key, body, conversation)


@router.get("/{number}")
def show_application(number: Number, request: Request, bearer: Bearer, x_phone: Phone = None) -> ApplicationDetail:
    """Where it stands: for the conversation it was made in, or the applicant's phone in the header X-Phone."""
    with unit_of_work() as session:
        return detail_of(session, _own(session, number, request, bearer, x_phone))


@router.post("/{number}/supplied")
def supply(number: Number, request: Request, bearer: Bearer, body: OwnAct, x_phone: Phone = None) -> ApplicationDetail:
    """The applicant says that what was missing has been supplied; the work goes on."""
    with unit_of_work() as session:
        _own(session, number, request, bearer, x_phone)
        return act(session, find_case(session, number), "submitted", body.policy_id)


@router.post("/{number}/withdraw")
def withdraw(number: Number, request: Request, bearer: Bearer, body: OwnAct, x_phone: Phone = None) -> ApplicationDetail:
    """The applicant takes the application back, or one part of it, while nothing of it was granted."""
    with unit_of_work() as session:
        _own(session, number, request, bearer, x_phone)
        return act(session, find_case(session, number), "withdrawn", body.policy_id)


def _own(session: Session, number: str, request: Request, bearer: Bearer, phone: str | None) -> Application:
    """The application of whoever asks. Raises NotAuthorisedError, NotFoundError, TooManyRequestsError."""
    conversation = _asking_conversation(session, number, request, bearer)
    if conversation is None and phone is None:
        raise NotAuthorisedError("token_required")
    if conversation is None:
        limit_phone_attempts(request, number)
    return find_for(session, number, conversation, phone)


def _asking_conversation(session: Session, number: str, request: Request, bearer: Bearer) -> Conversation | None:
    """The conversation whose key was brought, if the application was made in it."""
    application = session.get(Application, number)
    identifier = application.conversation_id if application else None
    if identifier is None:
        return None
    conversation = session.get(Conversation, identifier)
    return conversation if conversation and is_key_of(conversation, given_token(request, identifier, bearer)) else None
