"""A conversation as the resident's page holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response


@dataclass(frozen=True)
class Talk:
    """The browser it runs in, its id, its key and the first words of the bot."""

    browser: TestClient
    id: str
    token: str
    greeting: dict[str, Any]

    @property
    def path(self) -> str:
        return f"/v1/conversations/{self.id}"

    @property
    def key(self) -> dict[str, str]:
        """The header that opens it."""
        return {"Authorization": f"Bearer {self.token}"}

    def send(self, **body: Any) -> Response:
        """One message, as the page sends it."""
        return self.browser.post(f"{self.path}/messages", json=body, headers=self.key)

    def say(self, text: str) -> dict[str, Any]:
        """One turn: what is answered to a text."""
        answer = self.send(text=text)
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def history(self, after: int = 0) -> list[dict[str, Any]]:
        """What was said after a message."""
        answer = self.browser.get(f"{self.path}/messages", params={"after": after}, headers=self.key)
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    def said(self) -> list[str]:
        """What the resident said, in order."""
        return [message["text"] for message in self.history() if message["sender"] == "resident"]

    def facts(self) -> dict[str, Any]:
        """What was understood, and how."""
        answer: dict[str, Any] = self.browser.get(f"{self.path}/facts", headers=self.key).json()
        return answer

    def correct(self, **values: Any) -> Response:
        """Sets facts by their paths, written with two underscores for a dot."""
        changes = {name.replace("__", "."): value for name, value in values.items()}
        return self.browser.patch(f"{self.path}/facts", json={"set": changes}, headers=self.key)


def open_talk(browser: TestClient, **request: Any) -> Talk:
    """Opens a conversation."""
    opened = browser.post("/v1/conversations", json={"channel": "web", **request})
    assert opened.status_code == 201, opened.text
    body = opened.json()
    return Talk(browser, body["id"], body["token"], body["replies"][0])
