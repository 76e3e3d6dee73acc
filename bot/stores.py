"""The stores Rasa starts with. Without them it does not start: it waits, and says for what."""

import sys
import time
from collections.abc import Callable

import redis
import sqlalchemy as sa
from rasa.core.lock_store import InMemoryLockStore, LockStore

from bot.databases import make_tables, open_database
from bot.locks import ANSWER_SECONDS, RedisLocks, open_redis
from bot.settings import Settings, SettingsError
from bot.trackers import ConversationStore

AGAIN_SECONDS = 1.0


def open_trackers(settings: Settings) -> ConversationStore:
    """Gives the tracker store once its database answers; raises SettingsError when that can never be."""
    engine = open_database(settings)
    try:
        wait_for("The database of the trackers", lambda: make_tables(engine), sa.exc.OperationalError)
    except sa.exc.SQLAlchemyError as error:
        raise SettingsError(f"The database does not let Rasa make its tables: {first_line(error)}.") from error
    return ConversationStore(engine)


def open_locks(settings: Settings) -> LockStore:
    """Gives the locks once Redis answers, or those of this process without REDIS_URL; raises SettingsError for no address."""
    if settings.redis_url is None:
        return InMemoryLockStore()
    try:
        locks = RedisLocks(open_redis(settings.redis_url))
        client = redis.Redis.from_url(settings.redis_url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS)
    except ValueError as error:  # its message may quote the address, password and all
        raise SettingsError("REDIS_URL is not of the form redis://user:password@host:port/number.") from error
    wait_for("Redis", client.ping, redis.exceptions.RedisError)
    client.close()
    return locks


def wait_for(part: str, attempt: Callable[[], object], refusal: type[Exception]) -> None:
    """Tries until it works, and says once for each reason why it does not."""
    said = ""
    while True:
        try:
            attempt()
        except refusal as error:
            reason = first_line(error)
            if reason != said:
                sys.stderr.write(f"{part} does not answer, Rasa waits for it: {reason}\n")
                sys.stderr.flush()
            said = reason
            time.sleep(AGAIN_SECONDS)
        else:
            return


def first_line(error: Exception) -> str:
    """Gives what the server itself said, which quotes no password."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
