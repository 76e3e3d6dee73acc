"""A conversation in which the bot's actions ask the service, as they do over loopback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import Response

from api.core.database import unit_of_work
from api.models import Conversation
from tests.api.conftest import INTERNAL_TOKEN
from tests.api.talk import Talk


@dataclass(frozen=True)
class Actions:
    """What the bot's actions can ask in one conversation."""

    talk: Talk

    def call(self, verb: str, token: str = INTERNAL_TOKEN, **turn: Any) -> Response:
        """One call, as it goes over the line."""
        headers = {"X-Internal-Token": token} if token else {}
        return self.talk.browser.post(f"/internal/conversations/{self.talk.id}/{verb}", json=turn, headers=headers)

    def do(self, verb: str, text: str = "", facts: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """One verb: what was understood goes along, the rest of the turn as it is given."""
        understood = {"facts": facts or {}, **more.pop("understood", {})}
        answer = self.call(verb, text=text, understood=understood, **more)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def ask(self, fact: str) -> None:
        """Leaves a question open."""
        with unit_of_work() as session:
            session.get_one(Conversation, self.talk.id).asked_fact = fact

    def state(self) -> Conversation:
        """The conversation as it is stored now."""
        with unit_of_work() as session:
            return session.get_one(Conversation, self.talk.id)

    def household(self) -> dict[str, Any]:
        """What is known of the household."""
        known: dict[str, Any] = self.state().facts.get("household", {})
        return known


@pytest.fixture
def actions(talk: Talk) -> Actions:
    """The actions of a conversation that has just begun."""
    return Actions(talk)
