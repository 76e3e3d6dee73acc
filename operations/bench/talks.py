"""The same conversation with either bot: the service through its public API, the stock bot through its REST channel."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import httpx
import yaml

from knowledge.catalogue import load_catalogue
from operations.errors import OperationError
from operations.resident import Reply, Resident

TIMEOUT_SECONDS = 60


@cache
def workload() -> dict[str, Any]:
    """What both bots are told."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("workload.yaml").read_text("utf-8"))
    return loaded


class Talk(Protocol):
    """A conversation that has been opened; closed by whoever opened it."""

    def turn(self) -> bool:
        """The next message of the workload; whether it was answered."""

    def say(self, text: str) -> bool:
        """A message; whether it was answered."""

    def check(self) -> None:
        """Raises OperationError when the whole workload did not lead where it should: then its times mean nothing."""

    def close(self) -> None:
        """Lets go of the connection."""


class ServiceTalk:
    """A conversation with the service. The resident is asked in the planner's order and answers what is asked."""

    def __init__(self, address: str) -> None:
        self.resident = Resident(address)
        try:
            self.resident.open()
        except httpx.HTTPError as error:
            raise OperationError(f"The service opened no conversation: {error}") from error
        self.replies: list[Reply] | None = None

    def turn(self) -> bool:
        """The opening, then the answer to the question asked last."""
        return self.say(workload()["opening"] if self.replies is None else self._answer(self.replies))

    def say(self, text: str) -> bool:
        """A message; an outage reply is no answer."""
        self.replies = []
        try:
            self.replies = self.resident.say(text)
        except httpx.HTTPError:
            return False
        return bool(self.replies) and not any((reply.get("data") or {}).get("outage") for reply in self.replies)

    def check(self) -> None:
        """The facts that were told are kept."""
        household = self.resident.transcript.facts.get("household", {})
        if len(household) < workload()["turns"] // 2:
            raise OperationError(f"The service understood only {sorted(household)} of the conversation it is measured by.")

    def close(self) -> None:
        """Closes the connection."""
        self.resident.client.close()

    def _answer(self, replies: list[Reply]) -> str:
        asked = [reply["data"]["fact"] for reply in replies if reply["type"] == "question"]
        known = {**workload()["answers"], **workload()["further_answers"]}
        answer: str = known.get(asked[-1] if asked else "", workload()["unsure"])
        return answer


class StockTalk:
    """A conversation with the stock bot, whose form asks in the order of the workload's answers."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=TIMEOUT_SECONDS)
        self.sender = secrets.token_hex(8)
        self.waiting = [workload()["opening"], *workload()["answers"].values()]
        self.last_words = ""

    def turn(self) -> bool:
        """The opening, then the answers in their order."""
        return self.say(self.waiting.pop(0))

    def say(self, text: str) -> bool:
        """A message; an empty list, Rasa's sign that something failed, is no answer."""
        try:
            response = self.client.post("/webhooks/rest/webhook", json={"sender": self.sender, "message": text})
            response.raise_for_status()
        except httpx.HTTPError:
            return False
        self.last_words = " ".join(reply.get("text", "") for reply in response.json())
        return bool(self.last_words)

    def check(self) -> None:
        """The last words name a policy: the form was filled and the eligibility service was asked."""
        names = [policy.name for policy in load_catalogue().policies.values()]
        if not any(name in self.last_words for name in names):
            raise OperationError(f"The stock bot ended the conversation without a verdict: {self.last_words}")

    def close(self) -> None:
        """Closes the connection."""
        self.client.close()
