"""The event stream of a conversation, over HTTP, until the conversation is erased."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import Any

import pytest

from api.chat.conversations import erase
from api.chat.events import event_stream
from api.core.database import unit_of_work
from api.models import Conversation
from tests.api.talk import Talk

SECONDS = 1.2


def erase_soon(talk: Talk) -> threading.Thread:
    """Erases the conversation while somebody listens."""

    def act() -> None:
        time.sleep(SECONDS)
        with unit_of_work() as session:
            erase(session, session.get_one(Conversation, talk.id))

    thread = threading.Thread(target=act)
    thread.start()
    return thread


def listen(talk: Talk, headers: dict[str, str] | None = None, **query: Any) -> list[dict[str, str]]:
    """The events until the conversation is erased, each with its fields."""
    eraser = erase_soon(talk)
    answer = talk.browser.get(f"{talk.path}/events", params=query, headers=headers)
    eraser.join()
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in answer.text.strip().split("\n\n")]


def test_the_stream_delivers_replies_who_answers_and_the_end(talk: Talk) -> None:
    talk.say("你好")
    events = listen(talk)
    assert [event["event"] for event in events] == ["message", "message", "message", "mode", "gone"]
    texts = [json.loads(event["data"])["text"] for event in events[:3]]
    assert texts[:2] == [talk.greeting["text"], "你好"]
    assert json.loads(events[3]["data"]) == {"mode": "bot", "position": None, "agent": None}


def test_a_stream_begins_after_the_message_it_is_told(talk: Talk) -> None:
    talk.say("你好")
    last = int(talk.history()[-1]["id"])
    assert [event["event"] for event in listen(talk, after=last)] == ["mode", "gone"]


def test_a_browser_that_comes_back_gets_what_it_missed(talk: Talk) -> None:
    talk.say("你好")
    said = talk.history()[1]["id"]
    events = listen(talk, headers={"Last-Event-ID": said})
    assert [event["event"] for event in events] == ["message", "mode", "gone"]


def test_whoever_waits_hears_that_the_queue_moves(talk: Talk, stranger: Talk) -> None:
    for waiting in (talk, stranger):
        waiting.browser.post(f"{waiting.path}/handover", json={}, headers=waiting.key)

    async def positions() -> list[int]:
        events = event_stream(stranger.id, 10**6)
        first = await asyncio.wait_for(anext(events), timeout=10)
        await asyncio.to_thread(talk.browser.delete, talk.path, headers=talk.key)
        second = await asyncio.wait_for(anext(events), timeout=10)
        return [json.loads(event.splitlines()[1].removeprefix("data: "))["position"] for event in (first, second)]

    assert asyncio.run(positions()) == [1, 0]


def test_a_stream_of_another_conversation_is_refused(talk: Talk, stranger: Talk) -> None:
    assert talk.browser.get(f"{talk.path}/events").status_code == 401


@pytest.mark.parametrize("after", [-1, "x", 2**63])
def test_a_stream_from_nowhere_is_refused(talk: Talk, after: int | str) -> None:
    assert talk.browser.get(f"{talk.path}/events", params={"after": after}).status_code == 422
