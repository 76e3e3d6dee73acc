"""The shapes of a conversation, as the contract fixes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.assessment.schemas import Facts, Place

Channel = Literal["web", "wechat", "hotline", "miniprogram"]
ReplyType = Literal["text", "question", "policies", "plan", "application", "handover", "notice"]
Mode = Literal["bot", "waiting", "human"]
# Longer than the limit, so that a message that is too long gets our own kind sentence.
MOST_CHARACTERS_READ = 200_000
# Message ids are whole numbers of the database.
LARGEST_ID = 2**63 - 1


class Button(BaseModel):
    title: str
    value: str


class Reply(BaseModel):
    """One thing said to the resident. sender tells a person's words from the bot's."""

    id: str
    type: ReplyType
    text: str
    buttons: list[Button] = []
    data: dict[str, Any] | None = None
    at: str
    sender: Literal["resident", "bot", "staff", "system"] = "bot"
    # The id of the resident's message it answers.
    answers: str | None = None


class ConversationRequest(BaseModel):
    channel: Channel = "web"
    locality: Place | None = None


class ConversationOut(BaseModel):
    id: str
    token: str
    replies: list[Reply]


class MessageRequest(BaseModel):
    """Either text or the value of a button that was offered."""

    text: Annotated[str, Field(max_length=MOST_CHARACTERS_READ)] | None = None
    button: Annotated[str, Field(max_length=2000)] | None = None
    client_id: Annotated[str, Field(max_length=64, pattern=r"^[\w.:-]+$")] | None = None


class TurnOut(BaseModel):
    replies: list[Reply]
    mode: Mode
    facts: Facts


class HistoryOut(BaseModel):
    messages: list[Reply]
    mode: Mode
    facts_consent: bool | None


class ConsentRequest(BaseModel):
    scope: Literal["facts", "application"]
    granted: bool


class ConsentOut(BaseModel):
    scope: str
    granted: bool
    wording_version: str
    at: str


class FactsOut(BaseModel):
    """provenance: per path, how it was learned: said, inferred or corrected. replies: a fresh plan after a correction."""

    facts: Facts
    provenance: dict[str, Any]
    replies: list[Reply] = []


class FactsPatch(BaseModel):
    """set: values by path; null makes the fact unknown again."""

    set: Annotated[dict[str, Any], Field(max_length=100)]


class HandoverRequest(BaseModel):
    reason: Annotated[str, Field(max_length=64)] | None = None


class HandoverOut(BaseModel):
    mode: Mode
    replies: list[Reply]


class FeedbackRequest(BaseModel):
    message_id: str
    useful: bool
    reason: Annotated[str, Field(max_length=500)] | None = None
