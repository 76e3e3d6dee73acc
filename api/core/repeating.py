"""Work that is done again and again while the service runs; the database being away, or a mistake in it, only postpones it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from sqlalchemy.exc import SQLAlchemyError

from api.core.logging import logger

Work = Callable[[], Awaitable[None]]
# What is under way when the service stops may finish, unless it is stuck.
FINISHING_SECONDS = 5


@asynccontextmanager
async def repeating(name: str, work: Work, every_seconds: float) -> AsyncIterator[None]:
    """Does the work at once and then in this rhythm, until the end of the block."""
    over = asyncio.Event()
    task = asyncio.create_task(_repeat(name, work, every_seconds, over))
    try:
        yield
    finally:
        over.set()
        await asyncio.wait({task}, timeout=FINISHING_SECONDS)
        task.cancel()


async def _repeat(name: str, work: Work, every_seconds: float, over: asyncio.Event) -> None:
    while not over.is_set():
        try:
            await work()
        except SQLAlchemyError as problem:
            logger.warning("work_postponed", work=name, problem=type(problem).__name__)
        except Exception as problem:  # The edge of a process: work that is never done again would be missed by nobody.
            logger.error("work_failed", work=name, problem=type(problem).__name__, exc_info=problem)
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), every_seconds)
