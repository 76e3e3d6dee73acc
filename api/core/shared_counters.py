"""Counters behind the rate limits: in Redis, where all instances share them, else in this process.

While Redis is away each instance counts for itself: a limit that is a little too generous is better than a resident refused.
"""

from __future__ import annotations

import time
from functools import cache

from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

from api.core.logging import logger
from api.core.settings import settings

# Nobody waits for a frozen Redis longer than this, and then only once in a while.
REDIS_SECONDS = 0.3
AWAY_SECONDS = 10


class Counters:
    """Counts what happens within moving windows of time."""

    def __init__(self, redis_url: str | None) -> None:
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._storage = _redis_storage(redis_url) if redis_url else None
        self._together = MovingWindowRateLimiter(self._storage) if self._storage else None
        self._away_until = 0.0

    @property
    def shared(self) -> bool:
        """Whether several instances are meant to count together."""
        return self._storage is not None

    def answer(self) -> bool:
        """Whether Redis answers."""
        return self._storage is not None and self._storage.check()

    def hit(self, limit: RateLimitItem, *key: str) -> float | None:
        """Counts one more; None while that is within the limit, else the moment (seconds since 1970) it will be again."""
        if self._together is not None and time.monotonic() >= self._away_until:
            try:
                return _hit(self._together, limit, key)
            except StorageError as problem:
                self._away_until = time.monotonic() + AWAY_SECONDS
                logger.warning("redis_unavailable", problem=type(problem.storage_error).__name__)
        return _hit(self._own, limit, key)


def _redis_storage(url: str) -> RedisStorage:
    # One attempt: whoever is limited waits for the answer.
    patience = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS, "retry": Retry(NoBackoff(), 0)}
    return RedisStorage(url, connection_pool=ConnectionPool.from_url(url, **patience), wrap_exceptions=True)


def _hit(limiter: MovingWindowRateLimiter, limit: RateLimitItem, key: tuple[str, ...]) -> float | None:
    return None if limiter.hit(limit, *key) else limiter.get_window_stats(limit, *key).reset_time


@cache
def counters() -> Counters:
    """The counters of this process."""
    return Counters(settings().redis_url)
