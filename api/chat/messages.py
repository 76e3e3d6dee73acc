"""Messages in the database: what was said, in order, and what belongs together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.analytics.topics import note_topics
from api.chat.schemas import Button, Reply
from api.core.clock import now, shown
from api.models import Conversation, Message
from api.wording import words

HISTORY_LIMIT = 200
# Buttons older than this many messages have lapsed.
BUTTON_MEMORY = 40
# Says that the answer to one question is not known; without naming it, of the one that was put last.
UNSURE_PREFIX = "unsure:"
UNSURE = "/unsure"
# In the data of a message: whose household it is about (a key of bot/nlu/subjects.yaml).
ABOUT = "about"
AUTOMATIC = frozenset({"bot", "system"})


def add_resident_message(
    session: Session, conversation: Conversation, text: str, button: dict[str, Any] | None = None, client_id: str | None = None
) -> Message:
    """Stores what the resident said. A repeated client_id violates a unique constraint."""
    message = Message(conversation_id=conversation.id, sender="resident", text=text, client_id=client_id, button=button, at=now())
    session.add(message)
    conversation.active_at = now()
    session.flush()
    return message


def previous_moment(session: Session, message: Message) -> datetime | None:
    """When anything was said last before a message; None when it is the first."""
    before = (Message.conversation_id == message.conversation_id, Message.id < message.id)
    return session.scalar(select(Message.at).where(*before).order_by(Message.id.desc()).limit(1))


def add_reply(
    session: Session,
    conversation: Conversation,
    reply: dict[str, Any],
    answers: int | None = None,
    sender: str = "bot",
    client_id: str | None = None,
) -> Message:
    """Stores one reply of the bot, of staff or of the system. A repeated client_id violates a unique constraint."""
    message = Message(
        conversation_id=conversation.id,
        sender=sender,
        type=reply.get("type", "text"),
        text=reply.get("text") or "",
        buttons=reply.get("buttons") or [],
        data=reply.get("data"),
        answers=answers,
        client_id=client_id,
        at=now(),
    )
    session.add(message)
    session.flush()
    if sender == "bot":
        note_topics(session, conversation, reply)
    return message


def find_by_client_id(session: Session, conversation: Conversation, client_id: str) -> Message | None:
    """The message that carried this client_id."""
    return session.scalar(select(Message).where(Message.conversation_id == conversation.id, Message.client_id == client_id))


def replies_to(session: Session, message: Message) -> list[Message]:
    """The replies to one message of the resident, in order."""
    return list(session.scalars(select(Message).where(Message.answers == message.id).order_by(Message.id)))


def history(session: Session, conversation_id: str, after: int = 0, limit: int = HISTORY_LIMIT) -> list[Message]:
    """What was said after a message id, oldest first."""
    query = (
        select(Message).where(Message.conversation_id == conversation_id, Message.id > after).order_by(Message.id).limit(limit)
    )
    return list(session.scalars(query))


def latest(session: Session, conversation_id: str, limit: int = HISTORY_LIMIT) -> list[Message]:
    """The newest of what was said, oldest first."""
    query = select(Message).where(Message.conversation_id == conversation_id).order_by(Message.id.desc()).limit(limit)
    return list(reversed(session.scalars(query).all()))


def offered_button(session: Session, conversation: Conversation, value: str) -> tuple[Button, str | None] | None:
    """The button of that value, if it was offered in this conversation not long ago; and whose household its message is about."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.sender != "resident")
        .order_by(Message.id.desc())
    )
    for message in session.scalars(query.limit(BUTTON_MEMORY)):
        for button in message.buttons:
            if button["value"] == value or (value == UNSURE and button["value"].startswith(UNSURE_PREFIX)):
                return Button(**button), (message.data or {}).get(ABOUT)
    return None


def as_reply(message: Message) -> Reply:
    """A stored message as it is sent."""
    return Reply(
        id=str(message.id),
        type=message.type,  # type: ignore[arg-type]
        text=message.text,
        buttons=[Button(**button) for button in message.buttons],
        data=message.data,
        at=shown(message.at),
        sender=message.sender,  # type: ignore[arg-type]
        label=words("dialogue")["automatic"] if message.sender in AUTOMATIC else None,
        answers=str(message.answers) if message.answers else None,
    )
