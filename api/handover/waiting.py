"""What somebody who waits can be told: how many come before them, and how long it may take as far as today's waits show it."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.core.clock import CHINA, now, shown
from api.handover.hours import Staffed, place_of, staffed
from api.models import Attendance, Conversation
from api.wording import words

# Waits of longer ago say nothing about now, and fewer than these say nothing at all.
RECENT = timedelta(hours=2)
FEWEST_WAITS = 3
MOST_WAITS = 30
MINUTE = 60


def position(session: Session, conversation: Conversation) -> int:
    """How many waiting conversations come before this one: higher priority first, then who waits longer."""
    before = select(func.count()).where(
        Conversation.mode == "waiting",
        Conversation.id != conversation.id,
        (Conversation.priority > conversation.priority)
        | ((Conversation.priority == conversation.priority) & (Conversation.waiting_since < conversation.waiting_since)),
    )
    return session.scalar(before) or 0


def expected_minutes(session: Session, ahead: int, moment: datetime) -> int | None:
    """Whole minutes until somebody's turn comes with so many before them; None where too few have waited lately.

    Per place in the queue the median of what others waited; whoever is urgent waits less and is not among them.
    """
    recent = select(Attendance.queued_at, Attendance.claimed_at, Attendance.ahead).where(
        Attendance.ahead.is_not(None), Attendance.priority == 0, Attendance.claimed_at > moment - RECENT
    )
    rows = session.execute(recent.order_by(Attendance.claimed_at.desc()).limit(MOST_WAITS)).all()
    if len(rows) < FEWEST_WAITS:
        return None
    waits = [(claimed - queued).total_seconds() / ((before or 0) + 1) for queued, claimed, before in rows]
    return max(1, ceil(median(waits) * (ahead + 1) / MINUTE))


def outlook(session: Session, conversation: Conversation) -> dict[str, Any]:
    """What the waiting resident's page shows: `position`, `minutes` (None: not known), whether anybody is there and when next."""
    moment = now()
    ahead, there = position(session, conversation), staffed(place_of(conversation), moment)
    minutes = expected_minutes(session, ahead, moment) if there.open is not False and not conversation.priority else None
    return {"position": ahead, "minutes": minutes, **hours_out(there)}


def hours_out(there: Staffed) -> dict[str, Any]:
    """Whether somebody is there, as the API tells it."""
    return {
        "open": there.open,
        "opens_at": shown(there.opens_at) if there.opens_at else None,
        "opens_text": opens_text(there.opens_at) if there.opens_at else None,
        "hours_are_demonstration": there.demonstration,
    }


def opens_text(moment: datetime) -> str:
    """A day and hour as people say it."""
    wording, local = words("dialogue")["handover"], moment.astimezone(CHINA)
    weekday = wording["weekdays"][local.weekday()]
    return str(wording["opens"].format(month=local.month, day=local.day, weekday=weekday, hour=local.strftime("%H:%M")))


def next_text(there: Staffed) -> str:
    """When somebody is there next, in a sentence; that hours are a demonstration is said with them."""
    wording = words("dialogue")["handover"]
    if there.opens_at is None:
        return str(wording["next_unknown"])
    said = wording["next_demonstration" if there.demonstration else "next"]
    return str(said.format(opens=opens_text(there.opens_at)))
