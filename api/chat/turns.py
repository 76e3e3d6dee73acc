"""One turn: take in what the resident said, let the bot answer, keep both. Nothing waits inside a transaction.

The turn is three steps: a short transaction, the call to Rasa (awaited, holding no worker and no connection),
a short transaction. Rasa's actions call back into this service meanwhile and always find workers free.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool

from api.chat.conversations import check_token, find
from api.chat.messages import add_reply, add_resident_message, as_reply, find_by_client_id, offered_button, replies_to
from api.chat.schemas import MessageRequest, TurnOut
from api.chat.text import clean, for_dialogue, has_words
from api.core.clock import now
from api.core.database import unit_of_work
from api.core.errors import InvalidInputError, TooLongError, UnavailableError
from api.core.metrics import TURNS
from api.core.request_id import current_request_id
from api.core.settings import settings
from api.dialogue.record import record
from api.dialogue.schemas import DialogueTurn, Understood
from api.dialogue.service import emergency
from api.handover.service import hand_over
from api.models import Conversation, Message
from api.rasa import Rasa, RasaSilentError
from api.understanding import Understanding
from api.wording import words

POLL_SECONDS = 0.1
ANSWER_PREFIX = "answer:"
SAY_PREFIX = "say:"
ASK_HUMAN = "/ask_human"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message taken in. send: what the bot may understand, None when there are no words. mode: who answers."""

    message_id: int
    send: str | None
    mode: str
    metadata: dict[str, Any]
    already: bool = False


async def take_turn(
    rasa: Rasa, understanding: Understanding, conversation_id: str, token: str | None, request: MessageRequest
) -> TurnOut:
    """The whole turn. The same client_id twice gives the same answer once."""
    incoming = await run_in_threadpool(_take_in_once, conversation_id, token, request)
    if incoming.already and await _answered_meanwhile(incoming.message_id):
        return await run_in_threadpool(_stored_turn, conversation_id, incoming.message_id)
    said = await _bot_answer(rasa, understanding, conversation_id, incoming)
    return await run_in_threadpool(_keep_answer, conversation_id, incoming.message_id, said)


def _take_in_once(conversation_id: str, token: str | None, request: MessageRequest) -> Incoming:
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
        metadata = {"message_id": str(message.id), "request_id": current_request_id(), "button": _fact_button(message.button)}
        return Incoming(message.id, _sent_form(message), conversation.mode, metadata, already=known is not None)


def _read(session: Any, conversation: Conversation, request: MessageRequest) -> tuple[str, dict[str, Any] | None]:
    """What the resident sees as said, and the button behind it."""
    if request.button is not None:
        offered = offered_button(session, conversation, request.button)
        if offered is None:
            raise InvalidInputError("button_unknown", field="button")
        return offered.title, {"value": offered.value, "title": offered.title}
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
    return "/answer" if value.startswith(ANSWER_PREFIX) else value


def _fact_button(button: dict[str, Any] | None) -> dict[str, Any] | None:
    value = str(button["value"]) if button else ""
    if not value.startswith(ANSWER_PREFIX):
        return None
    path, _, answer = value.removeprefix(ANSWER_PREFIX).partition("=")
    return {"fact": path, "value": json.loads(answer)}


async def _bot_answer(rasa: Rasa, understanding: Understanding, conversation_id: str, incoming: Incoming) -> list[dict[str, Any]]:
    if incoming.send is None or incoming.mode == "human":
        return []
    if incoming.mode == "waiting":
        understood = await _understood_without_bot(understanding, incoming)
        return await run_in_threadpool(_while_waiting, conversation_id, incoming, understood)
    if incoming.send == ASK_HUMAN:
        # A person must be reachable while the bot is down, so this button never goes through it.
        return [await run_in_threadpool(_hand_over, conversation_id)]
    try:
        said = await rasa.turn(conversation_id, incoming.send, incoming.metadata)
    except RasaSilentError:
        TURNS.labels(outcome="outage").inc()
        understood = await _understood_without_bot(understanding, incoming)
        return await run_in_threadpool(_without_rasa, conversation_id, incoming, understood)
    TURNS.labels(outcome="answered").inc()
    return [_as_our_reply(part) for part in said]


async def _understood_without_bot(understanding: Understanding, incoming: Incoming) -> Understood | None:
    """What the message says, while only the dialogue is down; None when the understanding is down with it."""
    if incoming.send is None or incoming.send.startswith("/"):
        return Understood()
    try:
        return Understood.model_validate(await understanding.of(incoming.send))
    except UnavailableError:
        return None


def _while_waiting(conversation_id: str, incoming: Incoming, understood: Understood | None) -> list[dict[str, Any]]:
    """The bot is silent while somebody waits for a person, but for an emergency: it is met at once and moves them up."""
    if understood is None or not understood.emergency:
        return []
    with unit_of_work() as session:
        return emergency(session, find(session, conversation_id), _silent_turn(incoming, understood)).replies


def _without_rasa(conversation_id: str, incoming: Incoming, understood: Understood | None) -> list[dict[str, Any]]:
    """An emergency is met and facts are kept although the dialogue is down; the rest is said honestly."""
    if understood is not None:
        turn = _silent_turn(incoming, understood)
        with unit_of_work() as session:
            conversation = find(session, conversation_id)
            if understood.emergency:
                return emergency(session, conversation, turn).replies
            record(session, conversation, turn)
    outage = words("dialogue")["outage"]
    return [{"type": "notice", "text": outage["text"], "buttons": [outage["button"]], "data": {"outage": True}}]


def _silent_turn(incoming: Incoming, understood: Understood) -> DialogueTurn:
    return DialogueTurn(message_id=str(incoming.message_id), understood=understood, button=incoming.metadata["button"])


def _hand_over(conversation_id: str) -> dict[str, Any]:
    with unit_of_work() as session:
        return hand_over(session, find(session, conversation_id), "asked")


def _as_our_reply(part: dict[str, Any]) -> dict[str, Any]:
    custom = part.get("custom")
    if isinstance(custom, dict):
        return custom
    buttons = [
        {"title": button["title"], "value": button.get("payload") or button.get("value")} for button in part.get("buttons") or []
    ]
    return {"type": "text", "text": part.get("text") or "", "buttons": buttons}


def _keep_answer(conversation_id: str, message_id: int, said: list[dict[str, Any]]) -> TurnOut:
    with unit_of_work() as session:
        conversation = find(session, conversation_id)
        message = session.get_one(Message, message_id)
        if not message.answered:
            for reply in said or _without_bot(conversation, message):
                add_reply(session, conversation, reply, answers=message_id)
            message.answered = True
            conversation.active_at = now()
            session.flush()
        return _turn(session, conversation, message)


def _without_bot(conversation: Conversation, message: Message) -> list[dict[str, Any]]:
    dialogue = words("dialogue")
    if conversation.mode == "bot":
        return [{"type": "text", "text": dialogue["empty"]["text"], "buttons": dialogue["greeting_buttons"]}]
    return []


async def _answered_meanwhile(message_id: int) -> bool:
    """Waits for the first copy of a repeated message to be answered; not for ever, its process may have died."""
    deadline = asyncio.get_running_loop().time() + (settings().turn_timeout + timedelta(seconds=1)).total_seconds()
    while asyncio.get_running_loop().time() < deadline:
        if await run_in_threadpool(_is_answered, message_id):
            return True
        await asyncio.sleep(POLL_SECONDS)
    return False


def _is_answered(message_id: int) -> bool:
    with unit_of_work() as session:
        return session.get_one(Message, message_id).answered


def _stored_turn(conversation_id: str, message_id: int) -> TurnOut:
    with unit_of_work() as session:
        return _turn(session, find(session, conversation_id), session.get_one(Message, message_id))


def _turn(session: Any, conversation: Conversation, message: Message) -> TurnOut:
    replies = [as_reply(reply) for reply in replies_to(session, message)]
    return TurnOut(replies=replies, mode=conversation.mode, facts=conversation.facts)  # type: ignore[arg-type]
