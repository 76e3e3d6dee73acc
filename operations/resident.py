"""A scripted resident who talks to a running service over its public HTTP API."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self

import httpx
import yaml

MOST_TURNS = 30
# The button of a question names what is not known.
UNSURE = "unsure:"
SHOW_PLAN = "/show_plan"
# The example number of GB 11643-1999 and a number range no operator assigns to a person in these scripts.
EXAMPLE_ID_NUMBER = "11010519491231002X"
EXAMPLE_PHONE = "13800138000"
Reply = dict[str, Any]


@cache
def conversations() -> list[dict[str, Any]]:
    """The scripts, in order."""
    loaded: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("conversations.yaml").read_text("utf-8"))
    return loaded


@dataclass
class Transcript:
    """What happened: everything said, the facts at the end, the last plan, the application's receipt."""

    said: list[tuple[str, str]] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    mode: str = "bot"
    plan: dict[str, Any] | None = None
    application: dict[str, Any] | None = None
    interruption_replies: list[Reply] = field(default_factory=list)
    # How long the service took for each turn.
    turn_seconds: list[float] = field(default_factory=list)


class Resident:
    """Plays one script. `listen` is told each sentence as it is said."""

    def __init__(self, address: str, listen: Callable[[str, str], None] = lambda who, text: None) -> None:
        self.client = httpx.Client(base_url=address, timeout=30)
        self.listen = listen
        self.transcript = Transcript()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def play(self, script: dict[str, Any]) -> Transcript:
        """The whole conversation. Raises httpx.HTTPStatusError when the service refuses a step."""
        self.open()
        replies = self.say(script["opening"])
        for correction in script.get("corrections", []):
            replies = self.say(correction)
        replies = self._interview(script, replies)
        if self.transcript.mode == "bot" and self.transcript.plan is None and "answers" in script:
            self.press(SHOW_PLAN)
        if "apply" in script:
            self._apply(script["apply"])
        return self.transcript

    def say(self, text: str) -> list[Reply]:
        """Says a sentence; the replies."""
        self._note("resident", text)
        return self._turn({"text": text})

    def press(self, value: str) -> list[Reply]:
        """Presses the last button that was offered with a value that begins so."""
        buttons = [button for reply in self.transcript.replies for button in reply["buttons"]]
        offered = [button for button in buttons if button["value"].startswith(value)]
        if not offered:
            return []
        self._note("resident", f"[{offered[-1]['title']}]")
        return self._turn({"button": offered[-1]["value"]})

    def open(self) -> None:
        """Opens a conversation in which facts may be kept, and hears the greeting."""
        opened = self._send("POST", "/v1/conversations", {"channel": "web"})
        self.identifier, self.headers = opened["id"], {"Authorization": f"Bearer {opened['token']}"}
        self._send("POST", f"/v1/conversations/{self.identifier}/consent", {"scope": "facts", "granted": True})
        self._hear(opened["replies"])

    def _interview(self, script: dict[str, Any], replies: list[Reply]) -> list[Reply]:
        interruption = script.get("interruption")
        for _ in range(MOST_TURNS):
            question = next((reply for reply in reversed(replies) if reply["type"] == "question"), None)
            if question is None or self.transcript.mode != "bot":
                return replies
            fact = question["data"]["fact"]
            if interruption:
                replies, interruption = self.say(interruption), None
                self.transcript.interruption_replies = replies
                continue
            self.transcript.asked.append(fact)
            answer = script.get("answers", {}).get(fact)
            replies = self.say(answer) if answer else self.press(UNSURE)
        return replies

    def _apply(self, policy_ids: list[str]) -> None:
        body = {
            "policy_ids": policy_ids,
            "facts": self.transcript.facts,
            "applicant": {"name": "Example", "id_number": EXAMPLE_ID_NUMBER, "phone": EXAMPLE_PHONE},
            "commitment": True,
            "consent": True,
            "conversation_id": self.identifier,
        }
        self.transcript.application = self._send("POST", "/v1/applications", body, {"Idempotency-Key": secrets.token_hex(12)})
        self._note("service", str(self.transcript.application))

    def _turn(self, body: dict[str, Any]) -> list[Reply]:
        started = time.perf_counter()
        path = f"/v1/conversations/{self.identifier}/messages"
        answered = self._send("POST", path, {**body, "client_id": secrets.token_hex(8)})
        self.transcript.turn_seconds.append(time.perf_counter() - started)
        self.transcript.facts, self.transcript.mode = answered["facts"], answered["mode"]
        replies: list[Reply] = answered["replies"]
        self._hear(replies)
        return replies

    def _hear(self, replies: list[Reply]) -> None:
        for reply in replies:
            self.transcript.replies.append(reply)
            if reply["type"] == "plan":
                self.transcript.plan = reply["data"]
            self._note("service", reply["text"])

    def _note(self, who: str, text: str) -> None:
        self.transcript.said.append((who, text))
        self.listen(who, text)

    def _send(self, method: str, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
        response = self.client.request(method, path, json=body, headers={**getattr(self, "headers", {}), **(headers or {})})
        response.raise_for_status()
        answered: dict[str, Any] = response.json()
        return answered
