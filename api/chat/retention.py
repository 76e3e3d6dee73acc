"""Forgets what nobody agreed to have kept: facts of idle conversations without consent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import or_, update
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.core.clock import now
from api.core.database import unit_of_work
from api.core.logging import logger
from api.core.settings import settings
from api.models import Conversation

EVERY_SECONDS = 3600


def forget_idle() -> int:
    """Clears the facts of conversations idle beyond the limit without consent; the number of conversations."""
    limit = now() - settings().keep_without_consent
    without_consent = or_(Conversation.facts_consent.is_(None), Conversation.facts_consent.is_(False))
    query = (
        update(Conversation).where(Conversation.active_at < limit, without_consent).values(facts={}, provenance={}, declined=[])
    )
    with unit_of_work() as session:
        return session.connection().execute(query).rowcount


@asynccontextmanager
async def forgetting() -> AsyncIterator[None]:
    """Runs the clock while the service runs."""
    task = asyncio.create_task(_forget_for_ever())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _forget_for_ever() -> None:
    while True:
        try:
            await run_in_threadpool(forget_idle)
        except SQLAlchemyError as problem:
            logger.warning("retention_waits", problem=type(problem).__name__)
        await asyncio.sleep(EVERY_SECONDS)
