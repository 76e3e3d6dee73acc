"""Answers what was said while the bot was away, as soon as it is back: nobody has to say it again.

What was said in one outage is answered in its order, and only soon. Once the bot has answered something later the conversation
has gone on: of what was said before only the facts are kept. A message that nobody answered because its process died counts as
unheard too. One that fails again and again while every part is up will not be answered by waiting: it goes to a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.chat.conversations import find
from api.chat.incoming import Incoming, incoming
from api.chat.messages import add_reply
from api.chat.turns import bot_answer, keep_late_answer
from api.chat.without_bot import keep_facts, understood_without_bot
from api.core.clock import now
from api.core.database import reading, unit_of_work
from api.handover.service import hand_over
from api.models import Message
from api.parts import Parts
from api.rasa import RasaSilentError
from api.wording import words

EVERY_SECONDS = 3
AT_ONCE = 20
# Who said something longer ago than this does not look at the page any more.
SOON = timedelta(minutes=30)
# A message that failed so often with every part up, and for so long, fails by itself.
MOST_TRIES = 3
PATIENCE = timedelta(seconds=20)
UNANSWERED = "unanswered"
# Longer than any turn takes.
GIVEN_UP_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Unheard:
    """A message to catch up with. awaited: whether it still waits for an answer."""

    conversation_id: str
    incoming: Incoming
    awaited: bool


async def catch_up(parts: Parts) -> None:
    """Answers what is unheard. Does nothing while a part is away."""
    waiting = await run_in_threadpool(_waiting)
    if not waiting or not await parts.all_ready():
        return
    for message_id in waiting:
        unheard = await run_in_threadpool(_take, message_id)
        if unheard is not None:
            await _hear(parts, unheard)


async def _hear(parts: Parts, unheard: Unheard) -> None:
    try:
        if unheard.awaited:
            said = await bot_answer(parts, unheard.conversation_id, unheard.incoming)
            await run_in_threadpool(keep_late_answer, unheard.conversation_id, unheard.incoming.message_id, said)
            return
    except RasaSilentError:
        await run_in_threadpool(_put_back, unheard.incoming.message_id, await parts.all_ready())
        return
    understood = await understood_without_bot(parts.understanding, unheard.incoming)
    if understood is not None:
        await run_in_threadpool(keep_facts, unheard.conversation_id, unheard.incoming, understood)


def _is_unheard() -> ColumnElement[bool]:
    moment = now()
    given_up = and_(Message.answered.is_(False), Message.at < moment - GIVEN_UP_AFTER)
    return and_(Message.sender == "resident", Message.at > moment - SOON, or_(Message.unheard, given_up))


def _waiting() -> list[int]:
    with reading() as session:
        return list(session.scalars(select(Message.id).where(_is_unheard()).order_by(Message.id).limit(AT_ONCE)))


def _take(message_id: int) -> Unheard | None:
    """The message, for this process alone; None when another one has taken it, or a person answers by now."""
    with unit_of_work() as session:
        message = session.get_one(Message, message_id)
        conversation = find(session, message.conversation_id)
        still = session.scalar(select(Message.id).where(Message.id == message_id, _is_unheard()))
        if still is None:
            return None
        message.unheard, message.answered = False, True
        if conversation.mode != "bot":
            return None
        taken = incoming(conversation, message)
        return Unheard(conversation.id, taken, awaited=taken.send is not None and not _has_gone_on(session, message))


def _has_gone_on(session: Session, message: Message) -> bool:
    later = select(Message.id).where(
        Message.conversation_id == message.conversation_id,
        Message.sender == "resident",
        Message.id > message.id,
        Message.answered,
        Message.unheard.is_(False),
    )
    return session.scalar(later.limit(1)) is not None


def _put_back(message_id: int, all_ready: bool) -> None:
    """Has the message tried again; what failed too often, though nothing was down, is handed to a person instead."""
    with unit_of_work() as session:
        message = session.get_one(Message, message_id)
        message.tries += all_ready
        message.unheard = message.tries < MOST_TRIES or message.at > now() - PATIENCE
        if message.unheard:
            return
        conversation = find(session, message.conversation_id)
        said = {"type": "text", "text": words("dialogue")["outage"]["given_up"]}
        for reply in (said, hand_over(session, conversation, UNANSWERED)):
            add_reply(session, conversation, reply, answers=message_id)
