"""The event streams of both sides while a person answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from api.chat.events import event_stream
from api.staff.events import inbox_stream

Make = Callable[..., Any]
Events = list[tuple[str, dict[str, Any]]]


def first(events: AsyncIterator[str], count: int) -> Events:
    """The first events of a stream, each with its data."""

    async def collect() -> list[str]:
        return [await asyncio.wait_for(anext(events), timeout=10) for _ in range(count)]

    return [_parsed(raw) for raw in asyncio.run(collect())]


def _parsed(raw: str) -> tuple[str, dict[str, Any]]:
    fields = dict(line.split(": ", 1) for line in raw.strip().splitlines())
    return fields["event"], json.loads(fields["data"])


def test_a_reply_reaches_the_residents_stream(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    seen = int(resident.history()[-1]["id"])
    person.act(resident, "claim")
    person.act(resident, "reply", text="您好")
    joined, reply, mode = first(event_stream(resident.id, seen), 3)
    assert (joined[0], joined[1]["data"]) == ("message", {"event": "joined", "name": "wang"})
    assert (reply[0], reply[1]["text"], reply[1]["sender"]) == ("message", "您好", "staff")
    assert mode == ("mode", {"mode": "human", "position": None, "agent": "wang"})


def test_the_inbox_stream_begins_with_the_queue(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    kind, data = first(inbox_stream(person.browser.cookies["staff"], None), 1)[0]
    assert (kind, [row["conversation_id"] for row in data["results"]]) == ("queue", [resident.id])


def test_the_inbox_stream_tells_what_ones_own_resident_says(staff: Make, waiting: Make) -> None:
    person, resident, other = staff("wang"), waiting(), waiting()
    person.act(resident, "claim")
    seen = int(resident.history()[-1]["id"])
    other.say("有人吗")
    resident.say("我想问低保")
    _, (kind, data) = first(inbox_stream(person.browser.cookies["staff"], seen), 2)
    assert (kind, data["conversation_id"], data["text"]) == ("message", resident.id, "我想问低保")


def test_the_inbox_stream_tells_of_a_newcomer(staff: Make, waiting: Make) -> None:
    person = staff("wang")

    async def follow() -> list[str]:
        events = inbox_stream(person.browser.cookies["staff"], None)
        empty = await anext(events)
        await asyncio.to_thread(waiting)
        return [empty, await asyncio.wait_for(anext(events), timeout=10)]

    counts = [len(_parsed(raw)[1]["results"]) for raw in asyncio.run(follow())]
    assert counts == [0, 1]


def test_the_inbox_stream_ends_with_the_session(staff: Make) -> None:
    person = staff("wang")
    key = person.browser.cookies["staff"]
    person.browser.delete("/v1/staff/session")
    assert first(inbox_stream(key, None), 1) == [("gone", {})]


def test_the_residents_stream_ends_when_the_conversation_is_erased(resident: Make) -> None:
    arrived = resident()
    arrived.browser.delete(arrived.path)
    assert first(event_stream(arrived.id, 0), 1) == [("gone", {})]
