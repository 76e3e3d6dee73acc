"""What a person does with a conversation: take it, answer in it, give it back, close it. The resident sees each step."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from api.audit import record
from api.chat.conversations import find
from api.chat.messages import add_reply, find_by_client_id
from api.chat.text import clean
from api.core.clock import now, shown
from api.core.errors import ConflictError, InvalidInputError, TooLongError
from api.core.settings import settings
from api.handover.attendance import begin, end, satisfaction_question
from api.handover.presence import SUPERVISING, give_sign
from api.handover.service import notice, return_to_bot
from api.models import Conversation, Message, StaffAccount
from api.staff.permissions import reach

# Residents' pages make their own client ids; the mark keeps staff's apart from them.
CLIENT_ID_MARK = "staff:"


def claim(session: Session, conversation: Conversation, account: StaffAccount) -> None:
    """Takes a waiting conversation; once more changes nothing.

    Raises ConflictError when another has it, nobody waits, or it waits for a supervisor and this person is none.
    """
    if conversation.mode == "waiting" and conversation.for_supervisor and not reach(account, SUPERVISING):
        raise ConflictError("for_supervisor")
    name = account.name
    free = update(Conversation).where(
        Conversation.id == conversation.id, Conversation.mode == "waiting", Conversation.claimed_by.is_(None)
    )
    # One statement decides between two who claim at once: only one of them finds the row free.
    taken = session.connection().execute(free.values(mode="human", claimed_by=name, active_at=now())).rowcount
    session.refresh(conversation)
    give_sign(session, name)
    if taken:
        record(session, name, "conversation_claimed", conversation.id)
        begin(session, conversation, name)
        conversation.for_supervisor = False
        notice(session, conversation, "joined", name)
    else:
        _check_claimed(conversation, name, otherwise="not_waiting")


def reply(session: Session, identifier: str, name: str, text: str, client_id: str | None) -> Message:
    """Says something to the resident; the same client_id twice is said once.

    Raises NotFoundError, ConflictError when it is not this person's conversation, InvalidInputError, TooLongError.
    """
    conversation = own(session, identifier, name)
    cleaned = clean(text)
    if not cleaned:
        raise InvalidInputError("reply_empty", field="text")
    if len(cleaned) > settings().message_limit:
        raise TooLongError("message_too_long", limit=settings().message_limit, length=len(cleaned))
    key = f"{CLIENT_ID_MARK}{client_id}" if client_id else None
    known = find_by_client_id(session, conversation, key) if key else None
    if known is not None:
        return known
    conversation.active_at = now()
    give_sign(session, name)
    record(session, name, "staff_replied", conversation.id)
    return add_reply(session, conversation, {"text": cleaned, "data": {"name": name}}, sender="staff", client_id=key)


def give_back(session: Session, identifier: str, name: str) -> Conversation:
    """Lets the bot answer again. Raises NotFoundError, ConflictError when it is not this person's conversation."""
    conversation = own(session, identifier, name)
    record(session, name, "conversation_returned", conversation.id)
    attendance = end(session, conversation, "returned")
    notice(session, conversation, "left", name, satisfaction_question(attendance))
    return_to_bot(conversation)
    return conversation


def close(session: Session, identifier: str, name: str, outcome: str) -> Conversation:
    """Ends the attendance with its outcome; the bot answers again. Raises what `reply` raises."""
    conversation = own(session, identifier, name)
    cleaned = clean(outcome)
    if not cleaned:
        raise InvalidInputError("outcome_missing", field="outcome")
    conversation.outcome = {"text": cleaned, "by": name, "at": shown(now())}
    record(session, name, "conversation_closed", conversation.id)
    attendance = end(session, conversation, "closed")
    notice(session, conversation, "closed", name, satisfaction_question(attendance))
    return_to_bot(conversation)
    return conversation


def own(session: Session, identifier: str, name: str) -> Conversation:
    """The conversation this person has, locked until the end: what they do in two windows happens one after the other."""
    conversation = find(session, identifier)
    _check_claimed(conversation, name, otherwise="not_claimed")
    return conversation


def _check_claimed(conversation: Conversation, name: str, otherwise: str) -> None:
    if conversation.mode != "human":
        raise ConflictError(otherwise)
    if conversation.claimed_by != name:
        raise ConflictError("claimed_by_other", name=conversation.claimed_by)
