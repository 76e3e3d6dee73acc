"""Blocking work with a limit to how long anybody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio import CapacityLimiter, to_thread

from api.core.errors import UnavailableError

Result = TypeVar("Result")


async def within(seconds: float, work: Callable[[], Result], workers: CapacityLimiter | None = None) -> Result:
    """What blocking work gives, done by a worker thread, of the common ones unless others are named.

    Raises UnavailableError when it takes longer; the worker, which cannot be stopped, is left to finish by itself.
    """
    try:
        with anyio.fail_after(seconds):
            return await to_thread.run_sync(work, abandon_on_cancel=True, limiter=workers)
    except TimeoutError as late:
        raise UnavailableError("too_late") from late
