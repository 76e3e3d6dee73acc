"""The parts this process works with, and which of them answer now. Each is asked at once, and none is waited for long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from anyio import CapacityLimiter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.core.database import reading
from api.core.errors import UnavailableError
from api.core.internal_client import State
from api.core.shared_counters import counters
from api.core.workers import within
from api.rasa import Rasa
from api.search.holder import holder
from api.understanding import Understanding

PATIENCE_SECONDS = 1.0
ASKING_AT_ONCE = 4


class Parts:
    """The connections that live as long as the process."""

    def __init__(self) -> None:
        self.rasa = Rasa()
        self.understanding = Understanding()
        # However busy the service is with its own work, there are workers to ask with.
        self._workers = CapacityLimiter(ASKING_AT_ONCE)
        self._asking: asyncio.Task[dict[str, State]] | None = None

    async def states(self) -> dict[str, State]:
        """How each part is, by its name; Redis only where it is used. Whoever asks at the same time gets the same answer."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def _ask(self) -> dict[str, State]:
        asked = {
            "database": self._blocking(_database_answers),
            "index": self._blocking(holder.is_open),
            "dialogue": self.rasa.state(),
            "actions": self.understanding.state(),
        }
        if counters().shared:
            asked["redis"] = self._blocking(counters().answer)
        return dict(zip(asked, await asyncio.gather(*asked.values()), strict=True))

    async def _blocking(self, question: Callable[[], bool]) -> State:
        try:
            return "ready" if await within(PATIENCE_SECONDS, question, self._workers) else "away"
        except UnavailableError:
            return "silent"

    async def all_ready(self) -> bool:
        """Whether every part can work."""
        return set((await self.states()).values()) == {"ready"}

    async def none_is_silent(self) -> bool:
        """Whether no part is stuck; one that is away says so at once, and whoever needs it knows."""
        return "silent" not in (await self.states()).values()

    async def close(self) -> None:
        """Closes the connections."""
        await self.rasa.close()
        await self.understanding.close()


def _database_answers() -> bool:
    try:
        with reading() as session:
            session.execute(text("SELECT 1 FROM alembic_version"))
    except SQLAlchemyError:
        return False
    return True
