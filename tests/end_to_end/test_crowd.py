"""Many residents at once, on one instance with its own file and on two with shared servers: no word is lost or crossed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import pytest

from tests.breaking import Caller
from tests.end_to_end.conftest import Shared

RESIDENTS = 64
DISTRICTS = ("120101", "120102", "120103", "120104")
NAMES = ("和平区", "河东区", "河西区", "南开区")


@dataclass
class Told:
    """What one resident said, and what their conversation holds afterwards."""

    said: list[str]
    expected: dict[str, Any]
    history: list[dict[str, Any]]
    household: dict[str, Any]
    turns: list[dict[str, Any]]


def story(number: int) -> tuple[list[str], dict[str, Any]]:
    """Sentences that no other resident says, and the facts in them."""
    size, income, savings = 2 + number % 5, 1000 + 7 * number, 20000 + 100 * number
    said = [
        f"户口在天津{NAMES[number % 4]}，家里一共{size}口人",
        f"全家一个月收入一共{income}元",
        "低保怎么申请",
        f"家里有存款{savings}元",
    ]
    facts = {"size": size, "hukou": DISTRICTS[number % 4], "monthly_income": income, "savings": savings}
    return said, facts


def tell(number: int, addresses: list[str], together: threading.Barrier) -> Told:
    said, expected = story(number)
    caller = Caller(addresses[number % len(addresses)])
    together.wait()
    turns = [caller.say(text, address) for text, address in zip(said, cycle(addresses), strict=False)]
    return Told(said, expected, caller.history(), caller.facts(), turns)


def crowd(addresses: list[str]) -> list[Told]:
    """Everybody begins at the same moment, and each says their next sentence to the next instance."""
    together = threading.Barrier(RESIDENTS, timeout=60)
    with ThreadPoolExecutor(RESIDENTS) as residents:
        return list(residents.map(lambda number: tell(number, addresses, together), range(RESIDENTS)))


@pytest.fixture(scope="module", params=["one instance", "two instances"])
def everybody(request: pytest.FixtureRequest) -> list[Told]:
    """What became of all of them."""
    if request.param == "one instance":
        return crowd([request.getfixturevalue("live_system")])
    shared: Shared = request.getfixturevalue("shared")
    shared.wait_until_well()
    return crowd(shared.addresses)


def test_every_sentence_is_kept_once_and_in_order(everybody: list[Told]) -> None:
    kept = [[message["text"] for message in told.history if message["sender"] == "resident"] for told in everybody]
    assert kept == [told.said for told in everybody]


def test_every_sentence_is_answered_by_the_bot(everybody: list[Told]) -> None:
    replies = [reply for told in everybody for turn in told.turns for reply in turn["replies"]]
    outages = [reply for reply in replies if (reply["data"] or {}).get("outage")]
    unanswered = [told.said for told in everybody if not all(turn["replies"] for turn in told.turns)]
    assert (outages, unanswered) == ([], [])


def test_every_fact_stands_in_its_own_conversation(everybody: list[Told]) -> None:
    assert [told.household for told in everybody] == [told.expected for told in everybody]


def test_every_question_in_between_is_answered_with_the_policy(everybody: list[Told]) -> None:
    for told in everybody:
        shown = [reply["data"]["policies"][0]["policy_id"] for reply in told.turns[2]["replies"] if reply["type"] == "policies"]
        assert shown[0] == "dibao"
