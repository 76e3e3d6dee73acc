"""Each time a person attends to a resident: when it began, how it ended, and what the resident said of it afterwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.core.clock import now, shown
from api.core.errors import ConflictError
from api.handover.service import named
from api.models import Attendance, Conversation
from api.wording import words

# The value of a button that judges: which attendance, and the score.
RATE_PREFIX = "/rate:"


def begin(session: Session, conversation: Conversation, name: str) -> Attendance:
    """Notes that somebody attends from now on."""
    moment = now()
    begun = Attendance(
        conversation_id=conversation.id,
        by=name,
        reason=named(conversation.handover_reason) if conversation.handover_reason else None,
        priority=conversation.priority,
        queued_at=conversation.waiting_since or moment,
        ahead=conversation.queued_behind,
        claimed_at=moment,
    )
    session.add(begun)
    session.flush()
    return begun


def end(session: Session, conversation: Conversation, ending: str) -> Attendance | None:
    """Notes how the open attendance ended; None where none was noted, as of before this was kept."""
    query = select(Attendance).where(Attendance.conversation_id == conversation.id, Attendance.ended_at.is_(None))
    attendance = session.scalar(query.order_by(Attendance.id.desc()).limit(1))
    if attendance is not None:
        attendance.ended_at, attendance.ending = now(), ending
    return attendance


def satisfaction_question(attendance: Attendance | None) -> dict[str, Any] | None:
    """What is asked once at the end; whoever does not answer is not asked again. None where no attendance was noted."""
    if attendance is None:
        return None
    wording = words("dialogue")["handover"]["satisfaction"]
    buttons = [{"title": title, "value": f"{RATE_PREFIX}{attendance.id}={score}"} for score, title in wording["scores"].items()]
    return {"text": wording["question"], "buttons": buttons, "data": {"satisfaction": str(attendance.id)}}


def rate(session: Session, conversation: Conversation, attendance_id: int, score: int | None, word: str | None) -> Attendance:
    """Keeps the judgement of an attendance that has ended, each part of it once. Raises ConflictError."""
    attendance = session.get(Attendance, attendance_id)
    if attendance is None or attendance.conversation_id != conversation.id or attendance.ended_at is None:
        raise ConflictError("not_rateable")
    if (score is not None and attendance.score is not None) or (word and attendance.word is not None):
        raise ConflictError("not_rateable")
    attendance.score = score if score is not None else attendance.score
    attendance.word = word or attendance.word
    attendance.rated_at = now()
    session.flush()
    return attendance


def rate_by_button(session: Session, conversation: Conversation, value: str) -> dict[str, Any]:
    """The reply to a pressed score; a second one changes nothing."""
    number, _, score = value.removeprefix(RATE_PREFIX).partition("=")
    wording = words("dialogue")["handover"]["satisfaction"]
    try:
        rate(session, conversation, int(number), int(score), None)
    except ConflictError:
        return {"type": "notice", "text": wording["already"], "buttons": [], "data": None}
    return {"type": "notice", "text": wording["thanks"], "buttons": [], "data": {"word_for": number}}


def attendances_out(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """Every attendance of a conversation with its judgement, as staff see it, the first one first."""
    query = select(Attendance).where(Attendance.conversation_id == conversation_id).order_by(Attendance.id)
    return [
        {
            "by": attendance.by,
            "claimed_at": shown(attendance.claimed_at),
            "ended_at": shown(attendance.ended_at) if attendance.ended_at else None,
            "ending": attendance.ending,
            "score": attendance.score,
            "word": attendance.word,
        }
        for attendance in session.scalars(query)
    ]
