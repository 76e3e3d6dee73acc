"""Counts conversations and what became of them, and the time with people."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session

from api.analytics.period import Scope, as_day, day_of, minutes_between
from api.models import Attendance, AuditEntry, Conversation

ASKED = "handover_requested"
UNKNOWN = "unknown"


class Begun(NamedTuple):
    """Conversations that began on one day over one channel and came to the same."""

    day: date
    channel: str
    outcome: str
    number: int


class Attended(NamedTuple):
    """Attendances for one reason with one judgement. score: None where nobody judged."""

    reason: str
    score: int | None
    number: int


def count_conversations(session: Session, scope: Scope) -> list[Begun]:
    """Conversations of the period by day, channel and outcome.

    outcome: attended (a person came), waiting, gave_up (asked for one and went on without), without_person. That a person was
    asked for stands in the audit trail, which keeps it when the conversation itself has gone back to the bot.
    """
    attended = exists().where(Attendance.conversation_id == Conversation.id)
    asked = exists().where(AuditEntry.subject == Conversation.id, AuditEntry.action == ASKED)
    outcome = case(
        (attended | (Conversation.mode == "human"), "attended"),
        (Conversation.mode == "waiting", "waiting"),
        (asked, "gave_up"),
        else_="without_person",
    ).label("outcome")
    day = day_of(session, Conversation.created_at).label("day")
    counted = (
        select(day, Conversation.channel, outcome)
        .where(scope.during(Conversation.created_at), scope.within(Conversation.locality))
        .subquery()
    )
    columns = (counted.c.day, counted.c.channel, counted.c.outcome)
    rows = session.execute(select(*columns, func.count()).group_by(*columns))
    return [Begun(as_day(when), channel, came_to, count) for when, channel, came_to, count in rows]


def count_attendances(session: Session, scope: Scope) -> list[Attended]:
    """Attendances to residents who asked in the period, by reason and judgement."""
    query = (
        select(Attendance.reason, Attendance.score, func.count())
        .join(Conversation, Conversation.id == Attendance.conversation_id)
        .where(scope.during(Attendance.queued_at), scope.within(Conversation.locality))
        .group_by(Attendance.reason, Attendance.score)
    )
    return [Attended(reason or UNKNOWN, score, count) for reason, score, count in session.execute(query)]


def waits(session: Session, scope: Scope) -> Counter[int]:
    """How many waited how many whole minutes until a person came."""
    counted = (
        select(minutes_between(session, Attendance.queued_at, Attendance.claimed_at).label("minutes"))
        .join(Conversation, Conversation.id == Attendance.conversation_id)
        .where(scope.during(Attendance.queued_at), scope.within(Conversation.locality))
        .subquery()
    )
    rows = session.execute(select(counted.c.minutes, func.count()).group_by(counted.c.minutes))
    return Counter({minutes: count for minutes, count in rows})
