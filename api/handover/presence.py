"""Who is at their desk, as their open pages show it; whoever stays away loses their residents to the queue, not the residents."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam, select, text, update
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.audit import record
from api.chat.conversations import find
from api.core.clock import now
from api.core.database import unit_of_work
from api.core.settings import settings
from api.handover.attendance import end
from api.handover.service import back_to_queue, notice
from api.models import Conversation, StaffAccount, StaffPresence
from api.models.base import Moment
from api.staff.permissions import reach

EVERY_SECONDS = 20
# A page that was cut off opens its stream again within this time.
AT_THE_DESK = timedelta(seconds=90)
SUPERVISING = "conversation.reassign"
SYSTEM = "system"
SIGN = text(
    "INSERT INTO staff_presence (name, seen_at) VALUES (:name, :seen_at)"
    " ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at"
).bindparams(bindparam("seen_at", type_=Moment()))


def give_sign(session: Session, name: str) -> None:
    """Notes that somebody is at their desk; of two pages of theirs that say so at once, one does."""
    session.execute(SIGN, {"name": name, "seen_at": now()})


def at_the_desk(session: Session) -> list[StaffAccount]:
    """Who gave a sign just now, by name."""
    seen = select(StaffPresence.name).where(StaffPresence.seen_at > now() - AT_THE_DESK)
    query = select(StaffAccount).where(StaffAccount.name.in_(seen), StaffAccount.active).order_by(StaffAccount.name)
    return list(session.scalars(query))


class Watch:
    """Looks again and again for residents whose person is gone. Knows since when it has looked without a break.

    After a start or while the database was away nobody could give a sign: then everybody has time to come back first.
    """

    def __init__(self) -> None:
        self._began: datetime | None = None
        self._last: datetime | None = None

    async def look(self) -> None:
        """One look, in a worker."""
        await run_in_threadpool(self.look_at, now())

    def look_at(self, moment: datetime) -> int:
        """What is done at a moment; how many residents went back to the queue."""
        if self._last is None or moment - self._last > AT_THE_DESK:
            self._began = moment
        if self._began is None or moment - self._began < AT_THE_DESK:
            self._last = moment
            return 0
        sent_back = _send_back(moment - settings().staff_absent_after)
        self._last = moment
        return sent_back


def _send_back(limit: datetime) -> int:
    with unit_of_work() as session:
        left = session.scalars(_attended_by_nobody(limit).order_by(Conversation.id)).all()
        sent_back = [identifier for identifier in left if _give_up(session, identifier, limit)]
        if not any(reach(account, SUPERVISING) for account in at_the_desk(session)):
            _open_to_all(session)
        return len(sent_back)


def _attended_by_nobody(limit: datetime) -> Select[str]:
    signs = select(StaffPresence.name).where(StaffPresence.seen_at > limit)
    return select(Conversation.id).where(Conversation.mode == "human", Conversation.claimed_by.not_in(signs))


def _give_up(session: Session, identifier: str, limit: datetime) -> bool:
    conversation = find(session, identifier)
    # Since it was found its person may have come back, or gone on with it.
    if session.scalar(_attended_by_nobody(limit).where(Conversation.id == identifier)) is None:
        return False
    name = conversation.claimed_by or SYSTEM
    record(session, SYSTEM, "conversation_requeued", identifier)
    end(session, conversation, "lost")
    back_to_queue(conversation)
    notice(session, conversation, "lost", name)
    return True


def _open_to_all(session: Session) -> None:
    """Where every supervisor has left, nobody waits for one alone."""
    waiting = update(Conversation).where(Conversation.mode == "waiting", Conversation.for_supervisor)
    session.execute(waiting.values(for_supervisor=False))
