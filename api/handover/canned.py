"""Sentences kept ready: those that are shipped, and those an office has written for itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session

from api.audit import record
from api.chat.text import clean
from api.core.clock import now
from api.core.errors import InvalidInputError, NotFoundError
from api.models import CannedReply, StaffAccount
from api.staff.permissions import covers
from api.wording import words
from knowledge.windows import nearest_places


def canned_replies(session: Session, place: str | None) -> list[dict[str, Any]]:
    """Those of one's own office, of what it lies in and of everybody, then the shipped ones, whose `id` is null."""
    above = list(nearest_places(place))
    mine = true() if place is None else or_(CannedReply.place.is_(None), CannedReply.place.in_(above))
    own = session.scalars(select(CannedReply).where(mine).order_by(CannedReply.title, CannedReply.id))
    shipped = [{"id": None, "place": None, **reply} for reply in words("canned")["replies"]]
    return [*map(canned_out, own), *shipped]


def canned_out(reply: CannedReply) -> dict[str, Any]:
    """One of an office's own."""
    return {"id": str(reply.id), "place": reply.place, "title": reply.title, "text": reply.text}


def keep_canned(session: Session, account: StaffAccount, title: str, text: str, number: int | None) -> CannedReply:
    """Writes a new one, or over the one of that number. Raises InvalidInputError, NotFoundError."""
    title, text = clean(title), clean(text)
    if not title or not text:
        raise InvalidInputError("canned_reply_empty", field="text" if title else "title")
    reply = _found(session, account, number) if number is not None else CannedReply(place=account.place)
    reply.title, reply.text, reply.changed_by, reply.changed_at = title, text, account.name, now()
    session.add(reply)
    session.flush()
    record(session, account.name, "canned_reply_written", str(reply.id))
    return reply


def drop_canned(session: Session, account: StaffAccount, number: int) -> None:
    """Deletes one. Raises NotFoundError."""
    session.delete(_found(session, account, number))
    record(session, account.name, "canned_reply_deleted", str(number))


def _found(session: Session, account: StaffAccount, number: int) -> CannedReply:
    """The one of that number, where it is this person's to change: everybody's is for who works everywhere."""
    reply = session.get(CannedReply, number)
    if reply is None or (account.place is not None and (reply.place is None or not covers(account.place, reply.place))):
        raise NotFoundError("canned_reply_unknown")
    return reply
