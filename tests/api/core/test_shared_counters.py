"""Counters that several instances share, and what becomes of them while Redis is away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from limits import RateLimitItemPerMinute

from api.core import shared_counters
from api.core.shared_counters import Counters
from tests.servers import RedisServer, running

TWO = RateLimitItemPerMinute(2)


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    """A Redis that may be broken."""
    redis = RedisServer()
    with running(redis):
        yield redis


def is_refused(counters: Counters, key: str) -> bool:
    return counters.hit(TWO, "test", key) is not None


def test_without_redis_a_process_counts_for_itself() -> None:
    first, second = Counters(None), Counters(None)
    assert [is_refused(first, "a") for _ in range(3)] == [False, False, True]
    assert not is_refused(second, "a")


def test_two_instances_count_together(server: RedisServer) -> None:
    first, second = Counters(server.url), Counters(server.url)
    assert [is_refused(one, "together") for one in (first, second, first, second)] == [False, False, True, True]


def test_the_moment_it_is_allowed_again_lies_in_the_next_minute(server: RedisServer) -> None:
    counters = Counters(server.url)
    until = [counters.hit(TWO, "test", "moment") for _ in range(3)][-1]
    assert until is not None and 0 < until - time.time() <= 60


@pytest.mark.parametrize(
    ("break_it", "mend_it"),
    [(RedisServer.kill, RedisServer.start), (RedisServer.freeze, RedisServer.thaw)],
    ids=["killed", "frozen"],
)
def test_while_redis_is_away_nobody_waits_and_each_instance_counts_for_itself(
    server: RedisServer,
    break_it: Callable[[RedisServer], None],
    mend_it: Callable[[RedisServer], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shared_counters, "AWAY_SECONDS", 0.5)
    counters, key = Counters(server.url), break_it.__name__
    break_it(server)
    began = time.monotonic()
    refused = [is_refused(counters, key) for _ in range(3)]
    waited, answers = time.monotonic() - began, counters.answer()
    mend_it(server)
    assert (refused, answers, waited < 1) == ([False, False, True], False, True)
    time.sleep(0.5)
    assert counters.answer() and not is_refused(counters, key)
