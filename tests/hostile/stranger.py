"""Whoever sends what no page of ours would: any bytes at all, in a conversation of their own."""

from __future__ import annotations

import json
import ssl
import time
from typing import Any

import httpx

# How long a resident waits before silence is a fault.
PATIENCE_SECONDS = 5
JSON = {"Content-Type": "application/json"}
# Made once, because it takes longer than a request; the service under test speaks no TLS.
TLS = ssl.create_default_context()
Answer = httpx.Response


def by_path(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as the service sends them, by their paths."""
    household = {f"household.{name}": value for name, value in facts["household"].items()}
    people = {
        f"people.{person['id']}.{name}": value for person in facts["people"] for name, value in person.items() if name != "id"
    }
    return household | people


class Stranger:
    """One conversation and its key. No answer is checked here but for being one at all, in time and of no fault of ours."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=4 * PATIENCE_SECONDS, verify=TLS)
        opened = self.send("POST", "/v1/conversations", {"channel": "web"}, keyless=True).json()
        self.client.cookies.clear()
        self.id, self.token, self.greeting = opened["id"], opened["token"], opened["replies"][0]

    @property
    def path(self) -> str:
        return f"/v1/conversations/{self.id}"

    @property
    def key(self) -> dict[str, str]:
        """The header that opens the conversation."""
        return {"Authorization": f"Bearer {self.token}"}

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, keyless: bool = False
    ) -> Answer:
        """Sends one request; a body that is bytes goes as it is, any other as JSON with half characters escaped."""
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        keys = {} if keyless else self.key
        began = time.monotonic()
        answer = self.client.request(method, path, content=content, headers={**JSON, **keys, **(headers or {})})
        took = time.monotonic() - began
        assert answer.status_code < 500, (answer.status_code, answer.text)
        assert took < PATIENCE_SECONDS, took
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json", answer.text
        return answer

    def begin(self, path: str, headers: dict[str, str] | None = None) -> int:
        """Opens what may be a stream without end and leaves again; gives its status."""
        with self.client.stream("GET", path, headers={**self.key, **(headers or {})}) as answer:
            return answer.status_code

    def say(self, text: str, **more: Any) -> Answer:
        """One message."""
        return self.send("POST", f"{self.path}/messages", {"text": text, **more})

    def press(self, value: str, **more: Any) -> Answer:
        """One button, offered or not."""
        return self.send("POST", f"{self.path}/messages", {"button": value, **more})

    def history(self) -> list[dict[str, Any]]:
        """Everything said, which comes in pages."""
        messages: list[dict[str, Any]] = []
        while page := self.send("GET", f"{self.path}/messages?after={messages[-1]['id'] if messages else 0}").json()["messages"]:
            messages += page
        return messages

    def said(self) -> list[str]:
        """What this side said, in order."""
        return [message["text"] for message in self.history() if message["sender"] == "resident"]

    def facts(self) -> dict[str, Any]:
        """What is known of the household, by path."""
        return by_path(self.send("GET", f"{self.path}/facts").json()["facts"])

    def close(self) -> None:
        """Closes the connection."""
        self.client.close()
