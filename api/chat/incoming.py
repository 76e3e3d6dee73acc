"""Takes in what the resident said: read, cleaned and stored, once however often it is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anyio import from_thread
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.chat.conversations import check_token, find
from api.chat.messages import ABOUT, UNSURE, UNSURE_PREFIX, add_resident_message, find_by_client_id, offered_button
from api.chat.schemas import MessageRequest
from api.chat.text import clean, for_dialogue, has_words
from api.core.database import unit_of_work
from api.core.errors import InvalidInputError, TooLongError
from api.core.request_id import current_request_id
from api.core.settings import settings
from api.models import Conversation, Message
from knowledge.places import HUKOU, RESIDENCE

# Why a person is wanted for a child that writes.
CHILD = "child"
ANSWER_PREFIX = "answer:"
SAY_PREFIX = "say:"
# Asks for one fact again, so that it can be corrected.
CHANGE_PREFIX = "change:"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message taken in. send: what the bot may understand, None when there are no words. mode: who answers.

    asked: the fact of the question that is open. about: whose household is told about, None for the resident's own.
    child: whether it waits for a person because a child writes.
    """

    message_id: int
    send: str | None
    mode: str
    metadata: dict[str, Any]
    at: datetime
    already: bool = False
    asked: str | None = None
    about: str | None = None
    child: bool = False


def take_in(conversation_id: str, token: str | None, request: MessageRequest) -> Incoming:
    """Stores a message of the conversation's own resident; the same client_id twice is one message.

    Runs in a worker thread and stores nothing once nobody waits for it any more: the resident was told so, and sends it again.
    Raises NotFoundError, NotAuthorisedError, InvalidInputError, TooLongError.
    """
    try:
        return _take_in(conversation_id, token, request)
    except IntegrityError:
        # Two copies of one message arrived together; the other one is stored by now.
        return _take_in(conversation_id, token, request)


def _take_in(conversation_id: str, token: str | None, request: MessageRequest) -> Incoming:
    with unit_of_work() as session:
        conversation = check_token(find(session, conversation_id), token)
        known = find_by_client_id(session, conversation, request.client_id) if request.client_id else None
        message = known or add_resident_message(
            session, conversation, *_read(session, conversation, request), client_id=request.client_id
        )
        from_thread.check_cancelled()
        return incoming(conversation, message, already=known is not None)


def incoming(conversation: Conversation, message: Message, already: bool = False) -> Incoming:
    """A stored message as the bot is sent it."""
    metadata = {
        "message_id": str(message.id),
        "request_id": current_request_id(),
        "button": _fact_button(message.button),
        "near": _near(conversation),
    }
    asked, about = conversation.asked_fact, conversation.about
    child = conversation.handover_reason == CHILD
    return Incoming(message.id, _sent_form(message), conversation.mode, metadata, message.at, already, asked, about, child)


def _near(conversation: Conversation) -> list[str]:
    """Where the household is known to be: it tells which of the places of one name is meant."""
    household = conversation.facts.get("household", {})
    places = (household.get(HUKOU), household.get(RESIDENCE), conversation.locality)
    return [place for place in places if place]


def _read(session: Session, conversation: Conversation, request: MessageRequest) -> tuple[str, dict[str, Any] | None]:
    """What the resident sees as said, and the button behind it."""
    if request.button is not None:
        offered = offered_button(session, conversation, request.button)
        if offered is None:
            raise InvalidInputError("button_unknown", field="button")
        button, about = offered
        return button.title, {"value": button.value, "title": button.title, ABOUT: about}
    text = clean(request.text or "")
    if len(text) > settings().message_limit:
        raise TooLongError("message_too_long", limit=settings().message_limit, length=len(text))
    return text, None


def _sent_form(message: Message) -> str | None:
    """What the bot is sent of a message; None when there are no words in it."""
    if message.button:
        return _button_form(message.button)
    return for_dialogue(message.text) if has_words(message.text) else None


def _button_form(button: dict[str, Any]) -> str:
    value = str(button["value"])
    if value.startswith(SAY_PREFIX):
        return for_dialogue(value.removeprefix(SAY_PREFIX))
    if value.startswith(UNSURE_PREFIX):
        return UNSURE
    return "/answer" if value.startswith((ANSWER_PREFIX, CHANGE_PREFIX)) else value


def _fact_button(button: dict[str, Any] | None) -> dict[str, Any] | None:
    if button is None:
        return None
    value, about = str(button["value"]), button.get(ABOUT)
    if value.startswith(CHANGE_PREFIX):
        return {"fact": value.removeprefix(CHANGE_PREFIX), "value": None, "change": True, "about": about}
    if value.startswith(UNSURE_PREFIX):
        return {"fact": value.removeprefix(UNSURE_PREFIX), "value": None, "unsure": True, "about": about}
    if not value.startswith(ANSWER_PREFIX):
        return None
    path, _, answer = value.removeprefix(ANSWER_PREFIX).partition("=")
    return {"fact": path, "value": json.loads(answer), "about": about}
