"""Opening, finding and erasing a conversation; who may touch it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.audit import record
from api.core.clock import now
from api.core.database import reading, unit_of_work
from api.core.errors import NotAuthorisedError, NotFoundError
from api.core.security import new_identifier, new_token, same, token_hash
from api.core.text_types import Code
from api.models import Conversation

COOKIE = "conversation"
SEPARATOR = "."
_bearer = HTTPBearer(auto_error=False)


def open_conversation(session: Session, channel: str, locality: str | None) -> tuple[Conversation, str]:
    """A new conversation and its key. The key is returned once and stored only as a digest."""
    token = new_token()
    moment = now()
    conversation = Conversation(
        id=new_identifier(), token_hash=token_hash(token), channel=channel, locality=locality, created_at=moment, active_at=moment
    )
    session.add(conversation)
    session.flush()
    return conversation, token


def find(session: Session, identifier: str) -> Conversation:
    """The conversation of that id, which nobody else changes until this transaction ends. Raises NotFoundError."""
    return _known(session.get(Conversation, identifier, with_for_update=True))


def look_at(session: Session, identifier: str) -> Conversation:
    """The conversation of that id, to read only. Raises NotFoundError."""
    return _known(session.get(Conversation, identifier))


def _known(conversation: Conversation | None) -> Conversation:
    if conversation is None:
        raise NotFoundError("conversation_unknown")
    return conversation


def erase(session: Session, conversation: Conversation) -> None:
    """Deletes the conversation with everything said and understood in it; applications stay, without the link."""
    record(session, "resident", "conversation_erased", conversation.id)
    session.execute(delete(Conversation).where(Conversation.id == conversation.id))


def given_token(request: Request, identifier: str, bearer: HTTPAuthorizationCredentials | None) -> str | None:
    """The key a request brings, from the header or from the cookie of that very conversation."""
    if bearer is not None:
        return bearer.credentials
    owner, _, token = request.cookies.get(COOKIE, "").partition(SEPARATOR)
    return token if owner == identifier and token else None


def is_key_of(conversation: Conversation, token: str | None) -> bool:
    """Whether the key is this conversation's own."""
    return token is not None and same(token_hash(token), conversation.token_hash)


def check_token(conversation: Conversation, token: str | None) -> Conversation:
    """The conversation, when the key is its own. Raises NotAuthorisedError."""
    if not is_key_of(conversation, token):
        raise NotAuthorisedError("token_required")
    return conversation


Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


@dataclass(frozen=True, slots=True)
class ConversationKey:
    """The conversation a request names and the key it brings; nothing is looked up yet."""

    identifier: str
    token: str | None


async def brought_key(identifier: Annotated[Code, Path(max_length=32)], request: Request, bearer: Bearer) -> ConversationKey:
    """The key of a request, from the header or the cookie."""
    return ConversationKey(identifier, given_token(request, identifier, bearer))


OwnKey = Annotated[ConversationKey, Depends(brought_key)]


@contextmanager
def own_conversation(key: ConversationKey) -> Iterator[tuple[Session, Conversation]]:
    """The resident's own conversation in one transaction, opened and committed by the worker that uses it.

    A session handed out by the framework would be held between workers, and with it the database's only write lock.
    Raises NotFoundError, NotAuthorisedError.
    """
    with unit_of_work() as session:
        yield session, check_token(find(session, key.identifier), key.token)


@contextmanager
def own_conversation_to_read(key: ConversationKey) -> Iterator[tuple[Session, Conversation]]:
    """The resident's own conversation in a transaction that changes nothing. Raises NotFoundError, NotAuthorisedError."""
    with reading() as session:
        yield session, check_token(look_at(session, key.identifier), key.token)
