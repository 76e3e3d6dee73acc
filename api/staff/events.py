"""The stream of what happens in the inbox, for one signed-in person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.chat.messages import HISTORY_LIMIT, as_reply
from api.core.clock import now
from api.core.database import reading, unit_of_work
from api.core.event_stream import Event, stream
from api.handover.presence import give_sign
from api.models import Conversation, Message
from api.staff.inbox import callback_rows, queue_rows
from api.staff.permissions import reach
from api.staff.sessions import account_of

QUEUE_LIMIT = 100
# An open page shows that somebody is at their desk this often.
SIGN_EVERY = timedelta(seconds=20)


class InboxNews:
    """What is new for the person behind a session since it was last read."""

    def __init__(self, token: str, after: int | None) -> None:
        self._token, self._last = token, after
        self._queue: list[list[dict[str, Any]]] | None = None
        self._signed_at: datetime | None = None

    def read(self) -> list[Event] | None:
        """`queue` when anything in it changes, `message` for what is said where this person attends; None once signed out."""
        self._give_sign()
        with reading() as session:
            account = account_of(session, self._token)
            if account is None or reach(account, "queue.see") is None:
                return None
            rows = [row.model_dump(mode="json") for row in queue_rows(session, QUEUE_LIMIT, account)]
            callbacks = [row.model_dump(mode="json") for row in callback_rows(session, QUEUE_LIMIT, account)]
            messages = self._messages(session, account.name)
            events = [_message_event(message) for message in messages]
        # That everybody has waited a little longer is no news.
        queue = [{name: value for name, value in row.items() if name != "waiting_seconds"} for row in rows]
        if [queue, callbacks] != self._queue:
            events.insert(0, Event("queue", {"results": rows, "callbacks": callbacks}))
        self._queue = [queue, callbacks]
        return events

    def _give_sign(self) -> None:
        """As long as this is read somebody's page is open."""
        if self._signed_at is not None and now() - self._signed_at < SIGN_EVERY:
            return
        with unit_of_work() as session:
            account = account_of(session, self._token)
            if account is not None:
                give_sign(session, account.name)
        self._signed_at = now()

    def _messages(self, session: Session, name: str) -> list[Message]:
        if self._last is None:
            self._last = session.scalar(select(func.max(Message.id))) or 0
        query = select(Message).join(Conversation, Conversation.id == Message.conversation_id)
        mine = query.where(Conversation.claimed_by == name, Message.id > self._last).order_by(Message.id)
        found = list(session.scalars(mine.limit(HISTORY_LIMIT)))
        self._last = found[-1].id if found else self._last
        return found


def _message_event(message: Message) -> Event:
    data = {"conversation_id": message.conversation_id, **as_reply(message).model_dump(mode="json")}
    return Event("message", data, message.id)


def inbox_stream(token: str, after: int | None) -> AsyncIterator[str]:
    """The events of the inbox after a message id, from now on without one, as text/event-stream."""
    return stream(InboxNews(token, after).read)
