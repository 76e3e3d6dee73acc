"""What Rasa remembers of conversations, kept in a database, and its erasure: it holds in clear what was typed."""

import asyncio
import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection, Engine

from bot.databases import ANSWER_SECONDS, CONNECTIONS, ERASURE_SECONDS, event_table, time_limit
from bot.sessions import remembered

Result = TypeVar("Result")


class ConversationStore(TrackerStore):
    """Keeps of every conversation what its next turn needs, one row an event; whatever the database refuses is raised.

    Rasa's own store asks the database on the thread that serves everybody, keeps every event for ever and asks three more
    questions a turn.
    """

    def __init__(self, engine: Engine) -> None:
        """Takes the database, in which the table exists."""
        super().__init__(None)
        self._engine = engine
        self._events = event_table(engine)
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="trackers")

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Gives a conversation as its last turn left it, or None when there is none; raises SQLAlchemyError."""
        events = await self._in_thread(lambda connection: self._read(connection, sender_id))
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots) if events else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Puts what is to be remembered in the place of what was; raises SQLAlchemyError."""
        rows = [row(tracker.sender_id, event) for event in remembered(tracker, self.domain.slots)]
        if rows:
            await self._in_thread(lambda connection: self._replace(connection, tracker.sender_id, rows))

    async def forget(self, senders: Iterable[str], idle_since: float | None) -> None:
        """Erases these conversations, and those silent since a moment (seconds since 1970); raises SQLAlchemyError."""
        named = list(senders)
        await self._in_thread(lambda connection: self._erase(connection, named, idle_since), ERASURE_SECONDS)

    async def _in_thread(self, work: Callable[[Connection], Result], seconds: float = ANSWER_SECONDS) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._do, work, seconds)

    def _do(self, work: Callable[[Connection], Result], seconds: float) -> Result:
        with time_limit(seconds), self._engine.begin() as connection:
            return work(connection)

    def _read(self, connection: Connection, sender: str) -> list[dict[str, Any]]:
        events = self._events
        asked = sa.select(events.c.data).where(events.c.sender_id == sender).order_by(events.c.id)
        return [json.loads(data) for data in connection.scalars(asked)]

    def _replace(self, connection: Connection, sender: str, rows: list[dict[str, Any]]) -> None:
        connection.execute(sa.delete(self._events).where(self._events.c.sender_id == sender))
        connection.execute(sa.insert(self._events), rows)

    def _erase(self, connection: Connection, senders: list[str], idle_since: float | None) -> None:
        events = self._events
        for sender in senders:
            connection.execute(sa.delete(events).where(events.c.sender_id == sender))
        if idle_since is not None:
            active = sa.select(events.c.sender_id).where(events.c.timestamp >= idle_since)
            connection.execute(sa.delete(events).where(events.c.sender_id.not_in(active)))


def row(sender: str, event: Event) -> dict[str, Any]:
    """Gives an event as Rasa's table holds it."""
    data = event.as_dict()
    return {
        "sender_id": sender,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def refuse_fallback() -> None:
    """Makes a failing store fail the turn in this process; call once, before the server starts.

    Rasa would otherwise go on with an empty conversation in memory, and say things that are wrong.
    """

    def keep_this_store(store: TrackerStore, domain: Domain | None) -> TrackerStore:
        store.domain = domain
        return store

    Agent._create_tracker_store = staticmethod(keep_this_store)
