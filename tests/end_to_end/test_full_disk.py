"""A disk with no room left: refused, said, nothing damaged, and well again as soon as there is room.

Files that may not grow stand for the disk: every system can set that limit, and the programs see the same refusal to write.
"""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx
import pytest

from tests.breaking import Caller, is_honest, process, wait_for
from tests.live_service import LiveService, is_ready, running_service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    """A service of its own, because these tests leave it without room."""
    with running_service(tmp_path_factory.mktemp("full")) as running:
        yield running


@contextmanager
def no_room(pid: int) -> Iterator[None]:
    """The process may write into no file any more."""
    _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, most))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))


def api(service: LiveService) -> int:
    return int(process(service, "api")["pid"])


def test_what_cannot_be_kept_is_refused_with_a_phone_number(service: LiveService) -> None:
    caller = Caller(service.address)
    with no_room(api(service)):
        answer = caller.send("家里一共三口人")
    assert (answer.status_code, is_honest(answer)) == (503, True)


def test_whoever_cannot_be_put_into_the_queue_is_not_told_that_they_are(service: LiveService) -> None:
    caller = Caller(service.address)
    with no_room(api(service)):
        refused = httpx.post(f"{caller.path()}/handover", json={}, headers=caller.key, timeout=10)
    assert refused.status_code == 503
    assert httpx.get(f"{caller.path()}/messages", headers=caller.key, timeout=10).json()["mode"] == "bot"


def test_the_same_message_is_taken_once_there_is_room_again(service: LiveService) -> None:
    caller = Caller(service.address)
    with no_room(api(service)):
        caller.send("家里一共三口人", "kept-by-the-page")
    wait_for(lambda: is_ready(service.address))
    assert caller.send("家里一共三口人", "kept-by-the-page").status_code == 200
    assert caller.facts() == {"size": 3}


def test_nothing_is_damaged(service: LiveService) -> None:
    with no_room(api(service)):
        for _ in range(20):
            httpx.post(f"{service.address}/v1/conversations", json={}, timeout=10)
    with closing(sqlite3.connect(service.data / "service.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_conversation_the_dialogue_cannot_remember_is_told_so(service: LiveService) -> None:
    caller = Caller(service.address)
    caller.say("你好")
    with no_room(int(process(service, "rasa")["pid"])):
        answer = caller.send("家里一共三口人")
    assert is_honest(answer)
    wait_for(lambda: caller.facts() == {"size": 3} and caller.history()[-1]["type"] == "question")
