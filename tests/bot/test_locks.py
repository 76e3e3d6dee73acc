"""The locks in Redis: one turn of a conversation at a time over all Rasas, and no turn without a lock."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from rasa.core.lock_store import InMemoryLockStore, LockError

from bot.locks import PREFIX, RedisLocks, open_redis
from bot.settings import Settings, SettingsError
from bot.stores import open_locks
from tests.servers import RedisServer, running


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    """Gives a Redis of these tests' own."""
    found = RedisServer()
    with running(found):
        yield found


@pytest_asyncio.fixture
async def rasas(server: RedisServer) -> AsyncIterator[list[RedisLocks]]:
    """Gives the locks of two Rasas, each with connections of its own."""
    connections = [open_redis(server.url), open_redis(server.url)]
    yield [RedisLocks(connection) for connection in connections]
    for connection in connections:
        await connection.close(close_connection_pool=True)
    await asyncio.sleep(0.05)  # the sockets are closed in the loop's next round, before which it must not end


@pytest.mark.parametrize("address", ["rides://:a-password@host/0", "redis://:a-password@host:port/0"])
def test_an_address_that_is_none_is_refused_without_repeating_it(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsError) as refused:
        open_locks(Settings("token", "http://127.0.0.1:1", 1, 2, tmp_path, tmp_path, redis_url=address))
    assert "a-password" not in str(refused.value)


def test_without_redis_the_locks_are_those_of_the_process(tmp_path: Path) -> None:
    assert isinstance(open_locks(Settings("token", "http://127.0.0.1:1", 1, 2, tmp_path, tmp_path)), InMemoryLockStore)


async def most_at_once(rasas: list[RedisLocks], conversations: list[str]) -> int:
    """Gives how many turns were in progress at once when each conversation here had one."""
    inside, most = 0, 0

    async def turn(rasa: RedisLocks, conversation: str) -> None:
        nonlocal inside, most
        async with rasa.lock(conversation):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.05)
            inside -= 1

    await asyncio.gather(*(turn(rasas[place % len(rasas)], conversation) for place, conversation in enumerate(conversations)))
    return most


async def test_two_rasas_never_run_two_turns_of_a_conversation(rasas: list[RedisLocks]) -> None:
    assert await most_at_once(rasas, ["one"] * 10) == 1


async def test_turns_of_several_conversations_run_at_once(rasas: list[RedisLocks]) -> None:
    assert await most_at_once(rasas, ["a", "b", "c", "d"]) == 4


async def test_a_rasa_that_died_in_a_turn_blocks_the_conversation_only_for_a_while(rasas: list[RedisLocks]) -> None:
    connection = rasas[0]._redis
    await connection.lock(f"{PREFIX}orphan", timeout=1).acquire()
    started = time.monotonic()
    async with rasas[1].lock("orphan"):
        assert 0.5 < time.monotonic() - started < 2


async def test_a_long_turn_keeps_its_lock(rasas: list[RedisLocks]) -> None:
    started = time.monotonic()

    async def next_turn() -> float:
        async with rasas[1].lock("long"):
            return time.monotonic() - started

    async with rasas[0].lock("long", lock_lifetime=0.3):
        waiting = asyncio.create_task(next_turn())
        await asyncio.sleep(1)
    assert await waiting >= 1


async def test_a_turn_that_fails_gives_its_lock_back(rasas: list[RedisLocks]) -> None:
    locks = rasas[0]
    with pytest.raises(ZeroDivisionError):
        async with locks.lock("failed"):
            raise ZeroDivisionError
    started = time.monotonic()
    async with locks.lock("failed"):
        assert time.monotonic() - started < 0.5


async def test_a_frozen_redis_refuses_the_turn_soon_and_is_used_again(rasas: list[RedisLocks], server: RedisServer) -> None:
    locks = rasas[0]
    async with locks.lock("before"):
        pass
    server.freeze()
    started = time.monotonic()
    try:
        with pytest.raises(LockError):
            async with locks.lock("frozen"):
                pass
    finally:
        server.thaw()
    assert time.monotonic() - started < 2
    async with locks.lock("thawed"):
        pass


async def test_a_killed_redis_refuses_the_turn_and_is_used_again(rasas: list[RedisLocks], server: RedisServer) -> None:
    locks = rasas[0]
    async with locks.lock("before"):
        pass
    server.kill()
    with pytest.raises(LockError):
        async with locks.lock("killed"):
            pass
    server.start()
    async with locks.lock("back"):
        pass


async def test_a_turn_that_was_answered_stands_when_redis_dies_before_its_end(
    rasas: list[RedisLocks], server: RedisServer
) -> None:
    async with rasas[0].lock("answered"):
        server.kill()
    server.start()
