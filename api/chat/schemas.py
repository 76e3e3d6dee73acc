"""The shapes of a conversation, as the contract fixes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StrictBool

from api.assessment.schemas import Facts, Place
from api.chat.text import CLEANED
from api.core.text_types import WHOLE_CHARACTERS, Code, Key

Channel = Literal["web", "wechat", "hotline", "miniprogram"]
ReplyType = Literal["text", "question", "policies", "plan", "application", "handover", "notice"]
Mode = Literal["bot", "waiting", "human"]
# Longer than the limit, so that a message that is too long gets our own kind sentence.
MOST_CHARACTERS_READ = 200_000
Said = Annotated[str, Field(max_length=MOST_CHARACTERS_READ), WHOLE_CHARACTERS, CLEANED]


class Button(BaseModel):
    title: str
    value: str


class Reply(BaseModel):
    """One thing said to the resident. sender tells a person's words from the bot's; label says it in words, for every channel."""

    id: str
    type: ReplyType
    text: str
    buttons: list[Button] = []
    data: dict[str, Any] | None = None
    at: str
    sender: Literal["resident", "bot", "staff", "system"] = "bot"
    # Stands beside every automatic reply wherever it is shown, kept or exported; null beside the words of people.
    label: str | None = None
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

    text: Said | None = None
    button: Annotated[str, Field(max_length=2000), WHOLE_CHARACTERS] | None = None
    client_id: Annotated[Key, Field(max_length=64)] | None = None


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
    granted: StrictBool


class ConsentOut(BaseModel):
    scope: str
    granted: bool
    wording_version: str
    at: str


class FactsOut(BaseModel):
    """provenance: per path, how it was learned: said, inferred, corrected or recorded. replies: a fresh plan after a correction.

    readback: the facts as a resident reads them, where they were asked for to be looked at.
    """

    facts: Facts
    provenance: dict[str, Any]
    replies: list[Reply] = []
    readback: list[dict[str, Any]] = []


class FactsPatch(BaseModel):
    """set: values by path; null makes the fact unknown again."""

    set: Annotated[dict[Code, Any], Field(max_length=100)]


class HandoverRequest(BaseModel):
    reason: Annotated[str, Field(max_length=64), WHOLE_CHARACTERS, CLEANED] | None = None
    # A policy whose verdict a person should look at again.
    review: Annotated[Code, Field(max_length=64)] | None = None


class HandoverOut(BaseModel):
    mode: Mode
    replies: list[Reply]


class FeedbackRequest(BaseModel):
    message_id: Code
    useful: StrictBool
    reason: Annotated[str, Field(max_length=500), WHOLE_CHARACTERS, CLEANED] | None = None
