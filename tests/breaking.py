"""What the tests that break things share: one resident with a stop-watch, and the processes by name."""

from __future__ import annotations

import json
import os
import secrets
import signal
import time
from collections.abc import Callable
from typing import Any

import httpx

from tests.live_service import LiveService, is_ready

PATIENCE_SECONDS = 120


def wait_for(condition: Callable[[], bool]) -> None:
    """Waits until it holds; fails when it does not come to pass."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.3)


def process(service: LiveService, name: str) -> dict[str, Any]:
    """What the supervisor says of one process."""
    state = json.loads((service.data / "run" / "supervisor.json").read_text("utf-8"))
    return next(one for one in state["processes"] if one["name"] == name)


def send_signal(service: LiveService, name: str, number: signal.Signals) -> int:
    """Sends a signal to one process; its id."""
    pid = int(process(service, name)["pid"])
    os.kill(pid, number)
    return pid


def kill(service: LiveService, name: str) -> int:
    """Ends one process at once; its id."""
    return send_signal(service, name, signal.SIGKILL)


def recovered(service: LiveService, name: str, killed: int) -> bool:
    """Whether another process stands in for the killed one and everything is ready."""
    return process(service, name)["pid"] != killed and is_ready(service.address)


class Caller:
    """A resident who notes how long they waited."""

    def __init__(self, address: str) -> None:
        opened = httpx.post(f"{address}/v1/conversations", json={}, timeout=30).raise_for_status().json()
        self.id: str = opened["id"]
        self.key = {"Authorization": f"Bearer {opened['token']}"}
        self.address = address
        self.waited = 0.0

    def send(self, text: str, client_id: str | None = None, address: str | None = None) -> httpx.Response:
        """Says something, to another instance when one is named."""
        body = {"text": text, "client_id": client_id or secrets.token_hex(8)}
        started = time.monotonic()
        try:
            return httpx.post(f"{self.path(address)}/messages", json=body, headers=self.key, timeout=30)
        finally:
            self.waited = time.monotonic() - started

    def say(self, text: str, address: str | None = None) -> dict[str, Any]:
        """The turn, which must be answered."""
        turn: dict[str, Any] = self.send(text, address=address).raise_for_status().json()
        return turn

    def history(self) -> list[dict[str, Any]]:
        """Everything said in the conversation, in order."""
        answer = httpx.get(f"{self.path()}/messages", headers=self.key, timeout=30).raise_for_status()
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    def facts(self) -> dict[str, Any]:
        """The household as it was understood."""
        answer = httpx.get(f"{self.path()}/facts", headers=self.key, timeout=30).raise_for_status()
        household: dict[str, Any] = answer.json()["facts"]["household"]
        return household

    def path(self, address: str | None = None) -> str:
        """The conversation's address."""
        return f"{address or self.address}/v1/conversations/{self.id}"


def is_honest(answer: httpx.Response) -> bool:
    """Whether somebody who could not be served was told so, with a phone number and, where anything works, a person."""
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        return "12345" in answer.json()["detail"]
    replies = answer.raise_for_status().json()["replies"]
    offered = [button["value"] for reply in replies for button in reply["buttons"]]
    return any("12345" in reply["text"] for reply in replies) and "/ask_human" in offered
