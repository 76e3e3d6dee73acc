"""A body that does not come is not waited for without end."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.core import body_limit
from api.core.body_limit import BodyLimitMiddleware
from api.main import create_app

PATIENCE = 0.2
BEGUN = {"type": "http.request", "body": b'{"text": "', "more_body": True}


class SlowCaller:
    """Sends the beginning of a body, and never its end."""

    def __init__(self) -> None:
        self.begun = False
        self.heard: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if self.begun:
            await asyncio.Event().wait()
        self.begun = True
        return BEGUN

    async def send(self, message: Any) -> None:
        self.heard.append(dict(message))


def test_a_body_that_stops_halfway_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "BODY_SECONDS", PATIENCE)
    caller, headers = SlowCaller(), [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    scope = {"type": "http", "method": "POST", "path": "/v1/extract", "query_string": b"", "headers": headers, "client": None}
    asyncio.run(asyncio.wait_for(create_app()({**scope}, caller.receive, caller.send), timeout=5))
    assert caller.heard[0]["status"] == 408
    assert b"body_too_slow" in caller.heard[1]["body"]


def test_whoever_waits_for_the_answer_after_the_body_is_not_hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "BODY_SECONDS", 0.0)
    messages = iter([{"type": "http.request", "body": b"{}", "more_body": False}, {"type": "http.disconnect"}])

    async def receive() -> dict[str, Any]:
        return next(messages)

    heard: list[str] = []

    async def app(_: Any, receive: Any, __: Any) -> None:
        heard.extend([(await receive())["type"], (await receive())["type"]])

    asyncio.run(BodyLimitMiddleware(app)({"type": "http", "method": "POST", "path": "/v1/extract"}, receive, SlowCaller().send))
    assert heard == ["http.request", "http.disconnect"]
