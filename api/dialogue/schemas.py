"""What the bot's actions send and receive. Internal: loopback and token only."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


class Understood(BaseModel):
    """The bot's understanding of the message (`bot/nlu`)."""

    facts: dict[str, Any] = {}
    mentions: list[dict[str, Any]] = []
    emergency: str | None = None
    unsure: bool = False
    correction: bool = False


class FactButton(BaseModel):
    """A pressed button that answers a fact."""

    fact: str
    value: Any


class DialogueTurn(BaseModel):
    """One message as an action reports it. resume: the open question is wanted again after an interruption."""

    message_id: str | None = None
    text: str = ""
    intent: str | None = None
    understood: Understood = Understood()
    asked: str | None = None
    button: FactButton | None = None
    reason: str | None = None
    resume: bool = False


class Slots(BaseModel):
    asked_fact: str | None
    done: bool


class DialogueAnswer(BaseModel):
    """Replies to utter and slots to set."""

    replies: list[dict[str, Any]]
    slots: Slots
