"""Two instances over the same servers: whichever a request reaches, it is the same service."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from api.chat.catching_up import EVERY_SECONDS as CATCHING_UP_SECONDS
from tests.breaking import Caller, kill, recovered, wait_for
from tests.end_to_end.conftest import Shared
from tests.live_service import new_staff_key


@pytest.fixture(autouse=True)
def well(shared: Shared) -> None:
    """Both are there when a test begins."""
    shared.wait_until_well()


def test_a_conversation_may_change_the_instance_with_every_sentence(shared: Shared) -> None:
    first, second = shared.addresses
    caller = Caller(first)
    caller.say("我们家三口人，户口在天津南开区", second)
    asked = caller.say("一个月收入一共2000元", first)["replies"][-1]["data"]["fact"]
    after = caller.say("不清楚", second)["replies"][-1]
    assert (after["type"], after["data"]["fact"] == asked) == ("question", False)
    assert caller.facts() == {"size": 3, "hukou": "120104", "monthly_income": 2000}


def test_two_copies_of_a_message_at_two_instances_are_answered_once(shared: Shared) -> None:
    caller = Caller(shared.addresses[0])
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda address: caller.send("低保是什么", "once", address).json(), shared.addresses))
    assert answers[0]["replies"] == answers[1]["replies"]
    assert [message["text"] for message in caller.history() if message["sender"] == "resident"] == ["低保是什么"]


def test_sentences_said_at_the_same_time_at_two_instances_are_all_understood(shared: Shared) -> None:
    caller = Caller(shared.addresses[0])
    said = ("家里一共三口人", "户口在天津南开区")
    with ThreadPoolExecutor(2) as both:
        list(both.map(caller.say, said, shared.addresses))
    assert caller.facts() == {"size": 3, "hukou": "120104"}


def test_what_one_instance_is_told_is_heard_at_the_other(shared: Shared) -> None:
    caller = Caller(shared.addresses[0])
    caller.say("你好", shared.addresses[1])
    events = f"{caller.path(shared.addresses[0])}/events"
    with httpx.stream("GET", events, headers=caller.key, timeout=10) as stream:
        texts = (line for line in stream.iter_lines() if line.startswith("data:") and '"sender": "bot"' in line)
        assert next(texts)


def test_from_claim_to_return_the_bot_is_silent_at_both_also_after_its_engine_was_killed(shared: Shared) -> None:
    first, second = shared.addresses
    caller, staff = Caller(first), new_staff_key(shared.instances[1])
    caller.say("家里一共三口人")
    httpx.post(f"{caller.path()}/handover", json={}, headers=caller.key, timeout=10).raise_for_status()
    case = f"{second}/v1/staff/conversations/{caller.id}"
    httpx.post(f"{case}/claim", headers=staff, timeout=10).raise_for_status()
    claimed = len(caller.history())
    for number, instance in enumerate(shared.instances):
        killed = kill(instance, "rasa")
        during = caller.say(f"还在吗{number}", instance.address)
        wait_for(lambda instance=instance, killed=killed: recovered(instance, "rasa", killed))
        turns = [during, *(caller.say(f"户口在天津南开区{number}", address) for address in shared.addresses)]
        assert [(turn["replies"], turn["mode"]) for turn in turns] == [([], "human")] * len(turns)
    time.sleep(2 * CATCHING_UP_SECONDS)
    assert {message["sender"] for message in caller.history()[claimed:]} == {"resident"}
    httpx.post(f"{case}/return", headers=staff, timeout=10).raise_for_status()
    assert caller.say("低保是什么", first)["replies"]


def test_an_erased_conversation_is_gone_at_both(shared: Shared) -> None:
    caller = Caller(shared.addresses[0])
    caller.say("家里一共三口人")
    httpx.delete(caller.path(shared.addresses[1]), headers=caller.key, timeout=10).raise_for_status()
    statuses = [
        httpx.get(f"{caller.path(address)}/facts", headers=caller.key, timeout=10).status_code for address in shared.addresses
    ]
    assert statuses == [404, 404]


def test_haste_at_one_instance_is_counted_at_the_other(shared: Shared) -> None:
    caller = Caller(shared.addresses[0])
    limit = 60
    statuses = [caller.send("", address=shared.addresses[turn % 2]).status_code for turn in range(limit + 2)]
    assert statuses[limit:] == [429, 429]
