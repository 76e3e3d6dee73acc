"""The shapes of what residents and staff send about a hand-over."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, SecretStr, model_validator

from api.chat.schemas import Mode, Reply, Said
from api.chat.text import CLEANED
from api.core.text_types import WHOLE_CHARACTERS, Code, Key

LONGEST_PHONE = 32
Words = Annotated[str, Field(max_length=500), WHOLE_CHARACTERS, CLEANED]
ClientId = Annotated[Key, Field(max_length=64)]


class CallbackRequest(BaseModel):
    """What is left for staff. The number is never printed."""

    phone: Annotated[SecretStr, Field(max_length=LONGEST_PHONE)]
    text: Annotated[str, Field(max_length=2000), WHOLE_CHARACTERS, CLEANED]
    client_id: ClientId | None = None


class CallbackLeftOut(BaseModel):
    mode: Mode
    replies: list[Reply]


class SatisfactionRequest(BaseModel):
    """attendance: as the question names it in `data.satisfaction`."""

    attendance: Annotated[Code, Field(max_length=10)]
    score: Annotated[int, Field(ge=1, le=5, strict=True)] | None = None
    word: Words | None = None

    @model_validator(mode="after")
    def _says_something(self) -> SatisfactionRequest:
        if self.score is None and not self.word:
            raise ValueError("neither a score nor a word")
        return self


class TransferRequest(BaseModel):
    """To a colleague by name, or to whichever supervisor takes it. note: for staff alone."""

    to: Annotated[Code, Field(max_length=64)] | None = None
    supervisor: bool = False
    note: Words | None = None

    @model_validator(mode="after")
    def _names_one(self) -> TransferRequest:
        if (self.to is None) != self.supervisor:
            raise ValueError("either a colleague or a supervisor")
        return self


class NoteRequest(BaseModel):
    text: Said
    client_id: ClientId | None = None


class NoteOut(BaseModel):
    id: str
    by: str
    text: str
    at: str


class ColleagueOut(BaseModel):
    name: str
    role: str


class ColleaguesOut(BaseModel):
    """supervisor: whether one of them is at their desk who could take it."""

    results: list[ColleagueOut]
    supervisor: bool


class CannedOut(BaseModel):
    """id: null for a shipped one."""

    id: str | None
    place: str | None
    title: str
    text: str


class CannedListOut(BaseModel):
    results: list[CannedOut]
    editable: bool


class CannedRequest(BaseModel):
    title: Annotated[str, Field(max_length=32), WHOLE_CHARACTERS, CLEANED]
    text: Annotated[str, Field(max_length=500), WHOLE_CHARACTERS, CLEANED]


class CallbackOut(BaseModel):
    """One message left, opened. readable: whether a known key reads it."""

    id: str
    conversation_id: str
    left_at: str
    due: str | None
    is_due: bool
    state: Literal["open", "claimed", "done"]
    claimed_by: str | None
    phone: str | None
    text: str | None
    readable: bool
    outcome: str | None


class DoneRequest(BaseModel):
    outcome: Words


class PacketOut(BaseModel):
    """The whole packet, as it is carried elsewhere. label: that its automatic parts are automatic."""

    label: str
    service: str
    conversation_id: str
    channel: str
    exported_at: str
    exported_by: str
    catalogue_version: str
    packet: dict[str, Any]
    consents: list[dict[str, Any]]
    attendances: list[dict[str, Any]]
    outcome: dict[str, Any] | None
    transcript: list[Reply]
