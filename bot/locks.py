"""One turn of a conversation at a time, also when several Rasas serve it: locks in Redis.

Rasa's own Redis store reads a lock and writes it back in two steps, so that two servers may both hold it; it also blocks the
thread that serves everybody and looks again only every second.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# Whoever holds a lock renews it. So a Rasa killed in the middle of a turn blocks its conversation no longer than this, nor
# does a lock that a frozen Redis gave, once it went on, to somebody who had stopped waiting.
LEASE_SECONDS = 3.0
WAIT_SECONDS = 8.0
LOOK_AGAIN_SECONDS = 0.05
ANSWER_SECONDS = 1.0
PREFIX = "rasa:lock:"


def open_redis(url: str) -> Redis:
    """Gives Redis, which is then asked with a limit in time, without connecting; raises ValueError for no address."""
    return Redis.from_url(url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS)


class RedisLocks(LockStore):
    """Locks that every Rasa on the same Redis respects; whoever cannot take one does not go on."""

    def __init__(self, connection: Redis) -> None:
        """Takes Redis as open_redis gives it."""
        self._redis = connection

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LEASE_SECONDS, wait_time_in_seconds: float = LOOK_AGAIN_SECONDS
    ) -> AsyncIterator[TicketLock]:
        """Holds the conversation; raises LockError when Redis does not answer or another turn does not end."""
        lock = self._redis.lock(
            PREFIX + conversation_id, timeout=lock_lifetime, sleep=wait_time_in_seconds, blocking_timeout=WAIT_SECONDS
        )
        try:
            taken = await lock.acquire()
        except RedisError as error:
            raise LockError("Redis does not answer.") from error
        if not taken:
            raise LockError("Another turn of this conversation does not end.")
        renewing = asyncio.create_task(renew(lock, lock_lifetime))
        try:
            yield TicketLock(conversation_id)
        finally:
            renewing.cancel()
            await release(lock)


async def renew(lock: Lock, seconds: float) -> None:
    """Keeps a lock for as long as this runs, or until Redis refuses."""
    try:
        while True:
            await asyncio.sleep(seconds / 3)
            await lock.extend(seconds, replace_ttl=True)
    except RedisError as error:
        logger.warning("lock not renewed", extra={"reason": type(error).__name__})


async def release(lock: Lock) -> None:
    """Gives a lock back. What was answered stays answered when that fails: the lock then ends by itself."""
    try:
        await lock.release()
    except RedisError as error:
        logger.warning("lock not released", extra={"reason": type(error).__name__})
