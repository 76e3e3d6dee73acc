"""Clears away, once in a while, the files that nobody's record names any more."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool

from api.attachments.service import sweep
from api.core.database import reading
from api.core.logging import logger

EVERY_SECONDS = 60 * 60


async def sweep_files() -> None:
    """Sweeps, and says how many files went."""
    swept = await run_in_threadpool(_sweep)
    if swept:
        logger.info("files_swept", count=swept)


def _sweep() -> int:
    with reading() as session:
        return sweep(session)
