"""Every part killed and frozen, at rest and in the middle of a turn: an honest word within five seconds, and nothing lost."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress

import httpx
import pytest

from tests import servers
from tests.breaking import Caller, is_honest, send_signal, wait_for
from tests.end_to_end.conftest import Shared
from tests.live_service import is_ready
from tests.servers import ServerProcess

LONGEST_WAIT = 5.0
# A turn takes a twentieth of a second when nothing holds it.
UNDER_WAY = 0.5
STORY = "我们家三口人，户口在天津南开区"
UNDERSTOOD = {"size": 3, "hukou": "120104"}
SAID_ONCE = "once"
Fault = Callable[[Shared, str], AbstractContextManager[None]]


@contextmanager
def killed(shared: Shared, part: str) -> Iterator[None]:
    """A part that is gone. Ours come back by themselves; a database server is started by its machine, after the test's block."""
    server = server_of(shared, part)
    if server is None:
        send_signal(shared.instances[0], part, signal.SIGKILL)
    with servers.killed(server) if server else nullcontext():
        yield


@contextmanager
def frozen(shared: Shared, part: str) -> Iterator[None]:
    """A part that takes connections and answers nothing. Ours are found stuck and replaced; a server goes on after the block."""
    server = server_of(shared, part)
    if server is None:
        send_signal(shared.instances[0], part, signal.SIGSTOP)
    with servers.frozen(server) if server else nullcontext():
        yield


def server_of(shared: Shared, part: str) -> ServerProcess | None:
    return {"postgresql": shared.postgresql, "redis": shared.redis}.get(part)


@contextmanager
def held_turns(shared: Shared) -> Iterator[None]:
    """Every turn stands still in its middle: Rasa has read the message and waits for the action."""
    send_signal(shared.instances[0], "actions", signal.SIGSTOP)
    yield
    # The fault may have been its end.
    with suppress(ProcessLookupError):
        send_signal(shared.instances[0], "actions", signal.SIGCONT)


@pytest.fixture
def caller(shared: Shared) -> Caller:
    """A resident in the middle of a conversation, while all is well."""
    shared.wait_until_well()
    resident = Caller(shared.addresses[0])
    resident.say("你好")
    return resident


def is_taken_up(caller: Caller) -> bool:
    """Whether the story was stored once, understood, and answered with the next question, sooner or later."""
    told = [message for message in caller.history() if message["sender"] == "resident" and message["text"] == STORY]
    assert len(told) <= 1
    answers = [message["type"] for message in caller.history() if told and message["answers"] == told[0]["id"]]
    return "question" in answers and caller.facts() == UNDERSTOOD


def check_that_nothing_is_lost(caller: Caller, answer: httpx.Response) -> None:
    """What was stored is answered without another word; what was refused still stands in the page, which sends it again."""
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        wait_for(lambda: caller.send(STORY, SAID_ONCE).status_code == httpx.codes.OK)
    wait_for(lambda: is_taken_up(caller))


parts = pytest.mark.parametrize("part", ["rasa", "actions", "postgresql", "redis"])
faults = pytest.mark.parametrize("fault", [killed, frozen], ids=["killed", "frozen"])


@parts
@faults
def test_a_fault_before_a_turn_is_said_and_the_turn_is_not_lost(shared: Shared, caller: Caller, part: str, fault: Fault) -> None:
    with fault(shared, part):
        answer = caller.send(STORY, SAID_ONCE)
        assert caller.waited < LONGEST_WAIT
        assert is_honest(answer)
    check_that_nothing_is_lost(caller, answer)


@parts
@faults
def test_a_fault_during_a_turn_is_said_and_the_turn_is_not_lost(shared: Shared, caller: Caller, part: str, fault: Fault) -> None:
    with ThreadPoolExecutor(1) as telephone, held_turns(shared):
        turn: Future[httpx.Response] = telephone.submit(caller.send, STORY, SAID_ONCE)
        threading.Event().wait(UNDER_WAY)
        with fault(shared, part):
            answer = turn.result()
    assert caller.waited < LONGEST_WAIT
    assert is_honest(answer)
    check_that_nothing_is_lost(caller, answer)


def test_a_conversation_goes_on_after_everything_was_started_again(shared: Shared, caller: Caller) -> None:
    asked = caller.say(STORY)["replies"][-1]
    for part in ("rasa", "actions", "api"):
        send_signal(shared.instances[0], part, signal.SIGKILL)
    wait_for(lambda: is_ready(shared.addresses[0]))
    assert asked["type"] == "question"
    going_on = caller.say("不清楚")["replies"][-1]
    assert (going_on["type"], going_on["data"]["fact"] != asked["data"]["fact"]) == ("question", True)
    assert caller.facts() == UNDERSTOOD


def test_an_instance_whose_dialogue_is_away_leaves_the_other_one_working(shared: Shared, caller: Caller) -> None:
    send_signal(shared.instances[0], "rasa", signal.SIGKILL)
    elsewhere = caller.say(STORY, shared.addresses[1])
    assert elsewhere["replies"][-1]["type"] == "question"
