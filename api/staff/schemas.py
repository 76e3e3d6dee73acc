"""The shapes of the staff's calls."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, SecretStr

from api.chat.schemas import Mode, Reply, Said
from api.chat.text import CLEANED
from api.core.text_types import WHOLE_CHARACTERS, Code, Key
from api.staff.passwords import LONGEST_PASSWORD


class SignInRequest(BaseModel):
    name: Annotated[Code, Field(max_length=64)]
    password: Annotated[SecretStr, Field(max_length=LONGEST_PASSWORD)]


class WhoOut(BaseModel):
    name: str
    role: str


class QueueRow(BaseModel):
    """One resident who waits or is attended to. since: when a person was asked for.

    last_text: what the resident said last, in an emergency what showed it.
    """

    conversation_id: str
    since: str
    priority: int
    reason: str | None
    reason_text: str | None
    waiting_seconds: int
    claimed_by: str | None
    mode: Mode
    last_text: str
    for_supervisor: bool = False


class CallbackRow(BaseModel):
    """One message left while nobody was there. is_due: whether somebody is there by now, as far as office hours are known."""

    id: str
    conversation_id: str
    left_at: str
    due: str | None
    is_due: bool
    state: str
    claimed_by: str | None


class QueueOut(BaseModel):
    results: list[QueueRow]
    callbacks: list[CallbackRow] = []


class StateOut(BaseModel):
    """Who has the conversation now."""

    conversation_id: str
    mode: Mode
    claimed_by: str | None
    claimed_by_me: bool


class CaseOut(StateOut):
    """A conversation as the person who attends to it sees it."""

    packet: dict[str, Any]
    messages: list[Reply]
    notes: list[dict[str, Any]] = []
    attendances: list[dict[str, Any]] = []


class ReplyRequest(BaseModel):
    text: Said
    client_id: Annotated[Key, Field(max_length=56)] | None = None


class CloseRequest(BaseModel):
    outcome: Annotated[str, Field(max_length=500), WHOLE_CHARACTERS, CLEANED]
