"""Messages left while nobody is there: a text and a number to call, encrypted, for whoever comes first in the morning."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.applications.personal import normal_phone
from api.audit import record
from api.chat.messages import add_reply
from api.chat.text import clean
from api.core.clock import now, shown
from api.core.encryption import NotOpenedError, Place, decrypt, encrypt
from api.core.errors import ConflictError, InvalidInputError, NotFoundError
from api.core.security import new_identifier
from api.handover.hours import place_of, staffed
from api.handover.service import return_to_bot
from api.handover.waiting import next_text
from api.models import Callback, Conversation, Message, StaffAccount
from api.staff.within_reach import is_within_reach
from api.wording import words

# Among so many those of one place are looked for.
MOST_OPEN = 2_000


def leave(session: Session, conversation: Conversation, phone: str, text: str, client_id: str | None) -> list[Message]:
    """Keeps the message and lets the bot answer again; the same client_id twice is one message. Raises InvalidInputError."""
    cleaned = clean(text)
    if not cleaned:
        raise InvalidInputError("callback_empty", field="text")
    number = normal_phone(phone, field="phone")
    of_it = Callback.conversation_id == conversation.id
    if client_id and session.scalar(select(Callback.id).where(of_it, Callback.client_id == client_id)) is not None:
        return []
    there = staffed(place_of(conversation), now())
    identifier = new_identifier()
    left = Callback(
        id=identifier,
        conversation_id=conversation.id,
        content_encrypted=encrypt(json.dumps({"phone": number, "text": cleaned}, ensure_ascii=False), _place_of(identifier)),
        client_id=client_id,
        left_at=now(),
        due=there.opens_at,
    )
    session.add(left)
    record(session, "resident", "callback_left", conversation.id)
    if conversation.mode == "waiting" and not conversation.priority:
        return_to_bot(conversation)
    said = words("dialogue")["handover"]["message_left"].format(next=next_text(there) if there.open is False else "")
    kept = {"type": "notice", "text": said, "data": {"event": "message_left"}}
    return [add_reply(session, conversation, kept, sender="system")]


def opened_content(callback: Callback) -> dict[str, str]:
    """What was left, in clear. Raises NotOpenedError when no known key reads it."""
    content: dict[str, str] = json.loads(decrypt(callback.content_encrypted, _place_of(callback.id)))
    return content


def seal_again(callback: Callback) -> None:
    """Puts what was left under today's key. Raises NotOpenedError, and then nothing has changed."""
    content = decrypt(callback.content_encrypted, _place_of(callback.id))
    callback.content_encrypted = encrypt(content, _place_of(callback.id))


def _place_of(identifier: str) -> Place:
    return Place(Callback.__tablename__, "content_encrypted", identifier)


def open_callbacks(session: Session, account: StaffAccount, limit: int) -> list[Callback]:
    """What this person may still call back, the longest left first."""
    query = select(Callback, Conversation).join(Conversation, Conversation.id == Callback.conversation_id)
    waiting = session.execute(query.where(Callback.state != "done").order_by(Callback.left_at, Callback.id).limit(MOST_OPEN))
    return [callback for callback, owner in waiting if is_within_reach(account, "queue.see", owner)][:limit]


def callback_row(callback: Callback, moment: datetime) -> dict[str, Any]:
    """One of them as a line of the queue: what was said and the number stand in the opened one only."""
    return {
        "id": callback.id,
        "conversation_id": callback.conversation_id,
        "left_at": shown(callback.left_at),
        "due": shown(callback.due) if callback.due else None,
        "is_due": callback.due is None or callback.due <= moment,
        "state": callback.state,
        "claimed_by": callback.claimed_by,
    }


def callback_out(callback: Callback) -> dict[str, Any]:
    """The opened one, with the number and the text; `readable` is false where no known key reads it."""
    try:
        content: dict[str, str | None] = {**opened_content(callback)}
        readable = True
    except NotOpenedError:
        content, readable = {"phone": None, "text": None}, False
    return {**callback_row(callback, now()), **content, "readable": readable, "outcome": callback.outcome}


def show(session: Session, identifier: str, account: StaffAccount) -> dict[str, Any]:
    """One opened; that it was looked at is recorded. Raises NotFoundError."""
    callback = _found(session, identifier, account, "conversation.see")
    record(session, account.name, "callback_viewed", callback.conversation_id)
    return callback_out(callback)


def claim(session: Session, identifier: str, account: StaffAccount) -> dict[str, Any]:
    """Takes one, so that nobody is called twice. Raises NotFoundError, ConflictError."""
    callback, name = _found(session, identifier, account, "conversation.answer"), account.name
    free = update(Callback).where(Callback.id == identifier, Callback.state == "open")
    taken = session.connection().execute(free.values(state="claimed", claimed_by=name)).rowcount
    session.refresh(callback)
    if taken:
        record(session, name, "callback_claimed", callback.conversation_id)
    _check_own(callback, name)
    return callback_out(callback)


def finish(session: Session, identifier: str, account: StaffAccount, outcome: str) -> dict[str, Any]:
    """Done, with what came of it. Raises NotFoundError, ConflictError, InvalidInputError."""
    callback, name = _found(session, identifier, account, "conversation.answer"), account.name
    _check_own(callback, name)
    cleaned = clean(outcome)
    if not cleaned:
        raise InvalidInputError("outcome_missing", field="outcome")
    callback.state, callback.outcome, callback.done_at = "done", cleaned, now()
    record(session, name, "callback_done", callback.conversation_id)
    return callback_out(callback)


def _found(session: Session, identifier: str, account: StaffAccount, action: str) -> Callback:
    callback = session.get(Callback, identifier, with_for_update=True)
    conversation = session.get(Conversation, callback.conversation_id) if callback else None
    if callback is None or conversation is None or not is_within_reach(account, action, conversation):
        raise NotFoundError("callback_unknown")
    return callback


def _check_own(callback: Callback, name: str) -> None:
    if callback.state == "done":
        raise ConflictError("callback_done")
    if callback.state == "open":
        raise ConflictError("not_claimed")
    if callback.claimed_by != name:
        raise ConflictError("callback_taken", name=callback.claimed_by)
