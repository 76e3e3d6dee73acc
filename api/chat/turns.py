"""One turn: take in what the resident said, let the bot answer, keep both. Nothing waits inside a transaction.

The turn is three steps: a short transaction, the call to Rasa (awaited, holding no worker and no connection),
a short transaction. Rasa's actions call back into this service meanwhile and always find workers free.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.chat.conversations import find, look_at
from api.chat.danger import UNNAMED, alarm_of, care, meet, meet_child
from api.chat.incoming import Incoming, take_in
from api.chat.messages import add_reply, as_reply, previous_moment, replies_to
from api.chat.review import REVIEW, REVIEW_BUTTON, ask_review_of_plan
from api.chat.schemas import MessageRequest, TurnOut
from api.chat.without_bot import in_an_outage, understood_without_bot, while_waiting
from api.core.clock import now
from api.core.database import reading, unit_of_work
from api.core.metrics import TURNS
from api.core.workers import within
from api.handover.attendance import RATE_PREFIX, rate_by_button
from api.handover.service import STOP_WAITING, hand_over, stop_waiting
from api.models import Conversation, Message
from api.parts import Parts
from api.rasa import RasaSilentError
from api.wording import words
from emergencies import Alarm, is_child_writing

POLL_SECONDS = 0.1
# Whoever has been silent for so long may not remember where they were.
AWAY = timedelta(hours=6)
# A copy of a message waits this long for the first one to be answered, whose process may have died.
FIRST_COPY = timedelta(seconds=6)
ASK_HUMAN = "/ask_human"
# Together with the time after which a silent bot is noticed these stay below the five seconds anybody waits for a word.
STORING_SECONDS = 3.0
STORING_IN_AN_OUTAGE_SECONDS = 0.8


async def take_turn(parts: Parts, conversation_id: str, token: str | None, request: MessageRequest) -> TurnOut:
    """The whole turn. The same client_id twice gives the same answer once. Raises UnavailableError when nothing can be kept."""
    incoming = await within(STORING_SECONDS, partial(take_in, conversation_id, token, request))
    if incoming.already and await _answered_meanwhile(incoming):
        return await run_in_threadpool(_stored_turn, conversation_id, incoming.message_id)
    said = await _answer(parts, conversation_id, incoming)
    return await within(STORING_SECONDS, partial(keep_answer, conversation_id, incoming.message_id, said))


async def _answer(parts: Parts, conversation_id: str, incoming: Incoming) -> list[dict[str, Any]]:
    alarm = alarm_of(incoming)
    if alarm.emergency:
        # Whoever answers: a person may not be looking, and the bot may be down.
        return await meet(parts.understanding, conversation_id, incoming, alarm.emergency)
    if incoming.send is not None and (incoming.send == STOP_WAITING or incoming.send.startswith(RATE_PREFIX)):
        return [await run_in_threadpool(_at_the_desk, conversation_id, incoming.send)]
    if incoming.send is None:
        return []
    if incoming.mode == "human":
        return await _cared(conversation_id, alarm)
    if incoming.mode == "waiting":
        understood = await understood_without_bot(parts.understanding, incoming)
        told = await run_in_threadpool(while_waiting, conversation_id, incoming, understood)
        return [*told, *await _cared(conversation_id, alarm)]
    if incoming.send == ASK_HUMAN:
        # A person must be reachable while the bot is down, so this button never goes through it.
        return [await run_in_threadpool(_hand_over, conversation_id)]
    if incoming.send == REVIEW_BUTTON:
        return [await run_in_threadpool(_review, conversation_id, incoming.message_id)]
    if is_child_writing(incoming.send):
        # Not for a child to answer: a person, and whoever looks after them.
        return await run_in_threadpool(meet_child, conversation_id)
    said = await _dialogue(parts, conversation_id, incoming)
    return said if alarm.concern is None else [*_unsuspecting(said), *await _cared(conversation_id, alarm)]


async def _dialogue(parts: Parts, conversation_id: str, incoming: Incoming) -> list[dict[str, Any]]:
    """What the bot says, or what is said in its stead while it is away."""
    try:
        said = await bot_answer(parts, conversation_id, incoming)
    except RasaSilentError:
        TURNS.labels(outcome="outage").inc()
        understood = await understood_without_bot(parts.understanding, incoming)
        return await within(STORING_IN_AN_OUTAGE_SECONDS, partial(in_an_outage, conversation_id, incoming, understood))
    TURNS.labels(outcome="answered").inc()
    return said


async def bot_answer(parts: Parts, conversation_id: str, incoming: Incoming) -> list[dict[str, Any]]:
    """What the bot says to a message. Raises RasaSilentError when it says nothing, or a part it needs is stuck."""
    said = await parts.rasa.turn(conversation_id, incoming.send or "", incoming.metadata, parts.none_is_silent)
    return [_as_our_reply(part) for part in said]


def _review(conversation_id: str, message_id: int) -> dict[str, Any]:
    with unit_of_work() as session:
        conversation = find(session, conversation_id)
        ask_review_of_plan(session, conversation, session.get_one(Message, message_id))
        return hand_over(session, conversation, REVIEW)


def _at_the_desk(conversation_id: str, pressed: str) -> dict[str, Any]:
    with unit_of_work() as session:
        conversation = find(session, conversation_id)
        if pressed == STOP_WAITING:
            return stop_waiting(session, conversation)
        return rate_by_button(session, conversation, pressed)


def _unsuspecting(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the bot says without its own unnamed care, where a danger is known by its kind: nobody is asked twice."""
    return [reply for reply in said if (reply.get("data") or {}).get("concern") != UNNAMED]


async def _cared(conversation_id: str, alarm: Alarm) -> list[dict[str, Any]]:
    return [] if alarm.concern is None else await run_in_threadpool(_care, conversation_id, alarm.concern)


def _care(conversation_id: str, concern: str) -> list[dict[str, Any]]:
    with reading() as session:
        return care(session, find(session, conversation_id), concern)


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


def keep_answer(conversation_id: str, message_id: int, said: list[dict[str, Any]]) -> TurnOut:
    """Stores the replies to a message, unless another copy of it was answered first; the turn as it now stands."""
    with unit_of_work() as session:
        conversation = find(session, conversation_id)
        message = session.get_one(Message, message_id)
        if not message.answered:
            _add(
                session,
                conversation,
                message_id,
                [*_welcome_back(session, conversation, message), *(_fit(conversation, said) or _without_words(conversation))],
            )
            message.answered = True
        return _turn(session, conversation, message)


def keep_late_answer(conversation_id: str, message_id: int, said: list[dict[str, Any]]) -> None:
    """Stores the replies to a message that could not be answered when it came."""
    with unit_of_work() as session:
        conversation = find(session, conversation_id)
        _add(session, conversation, message_id, _fit(conversation, said))


def _fit(conversation: Conversation, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the bot may still say: whoever was claimed while it thought hears the person alone, and in danger the numbers."""
    if conversation.mode != "human":
        return said
    return [reply for reply in said if {"emergency", "concern"} & set(reply.get("data") or {})]


def _add(session: Session, conversation: Conversation, message_id: int, replies: list[dict[str, Any]]) -> None:
    for reply in replies:
        add_reply(session, conversation, reply, answers=message_id)
    conversation.active_at = now()
    session.flush()


def _welcome_back(session: Session, conversation: Conversation, message: Message) -> list[dict[str, Any]]:
    """Who comes back after a while is told that what was said is still known, before the dialogue goes on."""
    if conversation.mode != "bot" or not conversation.facts:
        return []
    earlier = previous_moment(session, message)
    if earlier is None or message.at - earlier < AWAY:
        return []
    return [{"type": "text", **words("dialogue")["welcome_back"]}]


def _without_words(conversation: Conversation) -> list[dict[str, Any]]:
    dialogue = words("dialogue")
    if conversation.mode == "bot":
        return [{"type": "text", "text": dialogue["empty"]["text"], "buttons": dialogue["greeting_buttons"]}]
    return []


async def _answered_meanwhile(incoming: Incoming) -> bool:
    while not await run_in_threadpool(_is_answered, incoming.message_id):
        if now() > incoming.at + FIRST_COPY:
            return False
        await asyncio.sleep(POLL_SECONDS)
    return True


def _is_answered(message_id: int) -> bool:
    with reading() as session:
        return session.get_one(Message, message_id).answered


def _stored_turn(conversation_id: str, message_id: int) -> TurnOut:
    with reading() as session:
        return _turn(session, look_at(session, conversation_id), session.get_one(Message, message_id))


def _turn(session: Session, conversation: Conversation, message: Message) -> TurnOut:
    replies = [as_reply(reply) for reply in replies_to(session, message)]
    return TurnOut(replies=replies, mode=conversation.mode, facts=conversation.facts)  # type: ignore[arg-type]
