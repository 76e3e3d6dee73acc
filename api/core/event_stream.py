"""Server-sent events, read from the database again and again so that any instance can serve any stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import StreamingResponse
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool

from api.core.logging import logger
from api.core.text_types import number_of

POLL_SECONDS = 0.7
# A comment line keeps proxies from closing a silent stream.
HEARTBEAT_EVERY = 20


@dataclass(frozen=True, slots=True)
class Event:
    """One event. identifier: what a browser sends back as Last-Event-ID after a break."""

    kind: str
    data: dict[str, Any]
    identifier: int | None = None

    def encoded(self) -> str:
        """The event as it goes over the line."""
        lines = [f"id: {self.identifier}"] if self.identifier is not None else []
        lines += [f"event: {self.kind}", f"data: {json.dumps(self.data, ensure_ascii=False)}"]
        return "\n".join(lines) + "\n\n"


# What happened since the last call; None when there is nothing to follow any more.
News = Callable[[], list[Event] | None]


async def stream(news: News) -> AsyncIterator[str]:
    """The news as text/event-stream, until there is nothing to follow: then one event `gone`."""
    beat = 0
    while True:
        try:
            events = await run_in_threadpool(news)
        except OperationalError as problem:
            logger.warning("event_stream_waits", problem=type(problem.orig).__name__)
            events = []
        if events is None:
            yield Event("gone", {}).encoded()
            return
        for event in events:
            yield event.encoded()
        beat += 1
        if beat % HEARTBEAT_EVERY == 0:
            yield ": \n\n"
        await asyncio.sleep(POLL_SECONDS)


class EventStreamResponse(StreamingResponse):
    """Server-sent events, also by name in the OpenAPI document."""

    media_type = "text/event-stream"


def stream_response(request: Request, events: AsyncIterator[str]) -> EventStreamResponse:
    """The answer that carries a stream for as long as the caller listens."""

    async def until_gone() -> AsyncIterator[str]:
        async for event in events:
            if await request.is_disconnected():
                return
            yield event

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return EventStreamResponse(until_gone(), headers=headers)


def last_event_id(request: Request) -> int | None:
    """The last event a reconnecting browser has; None on a first connection."""
    return number_of(request.headers.get("last-event-id", ""))
