"""Whether who asks about an application is the one who made it: by the key of the conversation, or by the applicant's phone."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, Path, Request
from pydantic import Field
from sqlalchemy.orm import Session

from api.applications.service import find_for
from api.chat.conversations import Bearer, given_token, is_key_of
from api.core.errors import NotAuthorisedError
from api.core.rate_limit import limit_phone_attempts
from api.core.text_types import Code
from api.models import Application, Conversation

Number = Annotated[Code, Path(max_length=20)]
Phone = Annotated[Annotated[Code, Field(max_length=30)] | None, Header()]


def asked_for(session: Session, number: str, request: Request, bearer: Bearer, phone: str | None) -> Application:
    """The application, for its own conversation or its applicant's phone; anybody else learns nothing.

    Raises NotAuthorisedError without either, NotFoundError, TooManyRequestsError.
    """
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
