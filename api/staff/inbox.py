"""The queue and one conversation, as staff see them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from api.audit import record
from api.chat.conversations import find
from api.chat.messages import as_reply, latest
from api.chat.review import doubted_verdicts
from api.core.clock import now, shown
from api.handover.attendance import attendances_out
from api.handover.callbacks import callback_row, open_callbacks
from api.handover.notes import notes_out
from api.handover.packet import packet, reason_text
from api.handover.service import queue
from api.models import AuditEntry, Conversation, Message, StaffAccount
from api.staff.schemas import CallbackRow, CaseOut, QueueRow, StateOut
from api.staff.within_reach import is_within_reach

LAST_TEXT_CHARACTERS = 60
# Among so many those of one place are looked for.
MOST_WAITING = 2_000
# An open page asks again and again; within this time it is one look.
ONE_LOOK = timedelta(minutes=10)
VIEWED = "conversation_viewed"


def queue_rows(session: Session, limit: int, account: StaffAccount) -> list[QueueRow]:
    """Who waits or is attended to within this person's reach, the most urgent first."""
    looked_through = limit if account.place is None else MOST_WAITING
    everybody = queue(session, looked_through)
    conversations = [each for each in everybody if is_within_reach(account, "queue.see", each)][:limit]
    texts = _last_texts(session, [conversation.id for conversation in conversations])
    moment = now()
    return [_row(conversation, texts.get(conversation.id, ""), moment) for conversation in conversations]


def _row(conversation: Conversation, last_text: str, moment: datetime) -> QueueRow:
    since = conversation.waiting_since or conversation.active_at
    return QueueRow(
        conversation_id=conversation.id,
        since=shown(since),
        priority=conversation.priority,
        reason=conversation.handover_reason,
        reason_text=reason_text(conversation),
        waiting_seconds=max(0, int((moment - since).total_seconds())),
        claimed_by=conversation.claimed_by,
        for_supervisor=conversation.for_supervisor,
        mode=conversation.mode,  # type: ignore[arg-type]
        last_text=" ".join(last_text.split())[:LAST_TEXT_CHARACTERS],
    )


def _last_texts(session: Session, conversation_ids: list[str]) -> dict[str, str]:
    """What was said last; in an emergency what showed it, which must not vanish under what is said while waiting."""
    before_the_queue = or_(Conversation.priority == 0, Message.at <= Conversation.waiting_since)
    newest = (
        select(func.max(Message.id))
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.sender == "resident", Message.conversation_id.in_(conversation_ids), before_the_queue)
    )
    query = select(Message).where(Message.id.in_(newest.group_by(Message.conversation_id)))
    return {message.conversation_id: message.text for message in session.scalars(query)}


def callback_rows(session: Session, limit: int, account: StaffAccount) -> list[CallbackRow]:
    """Whom this person may call back, the longest left first."""
    moment = now()
    return [CallbackRow(**callback_row(callback, moment)) for callback in open_callbacks(session, account, limit)]


def show_case(session: Session, identifier: str, name: str) -> CaseOut:
    """The packet and the messages of one conversation; that it was looked at is recorded. Raises NotFoundError."""
    conversation = find(session, identifier)
    _record_look(session, conversation, name)
    messages = [as_reply(message) for message in latest(session, conversation.id)]
    return CaseOut(
        **state(conversation, name).model_dump(),
        packet=packet(session, conversation, doubted_verdicts(session, conversation.id)),
        messages=messages,
        notes=notes_out(session, conversation.id),
        attendances=attendances_out(session, conversation.id),
    )


def _record_look(session: Session, conversation: Conversation, name: str) -> None:
    look = select(AuditEntry.id).where(
        AuditEntry.subject == conversation.id,
        AuditEntry.who == name,
        AuditEntry.action == VIEWED,
        AuditEntry.at > now() - ONE_LOOK,
    )
    if session.scalar(look.limit(1)) is None:
        record(session, name, VIEWED, conversation.id)


def state(conversation: Conversation, name: str) -> StateOut:
    """Who has the conversation now, seen by one of the staff."""
    return StateOut(
        conversation_id=conversation.id,
        mode=conversation.mode,  # type: ignore[arg-type]
        claimed_by=conversation.claimed_by,
        claimed_by_me=conversation.claimed_by == name,
    )
