"""The shapes of the audit trail's calls."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from api.audit.verify import Fault
from api.core.text_types import LARGEST_ID, Code, Day

PAGE = 50
MOST = 200


def _given(value: Any) -> Any:
    """A field of a form that was left empty asks for nothing."""
    return None if value == "" else value


EMPTY_IS_NONE = BeforeValidator(_given)
Word = Annotated[Annotated[Code, Field(max_length=64)] | None, EMPTY_IS_NONE]
When = Annotated[Day | None, EMPTY_IS_NONE]


class Filters(BaseModel):
    """Which entries. from, to: days in China, both included."""

    who: Word = None
    action: Word = None
    subject: Word = None
    since: When = Field(default=None, alias="from")
    until: When = Field(default=None, alias="to")


class Window(Filters):
    """Which entries, and which page of them. cursor: the entry before which the page begins."""

    cursor: Annotated[int | None, Field(ge=1, le=LARGEST_ID), EMPTY_IS_NONE] = None
    limit: int = Field(default=PAGE, ge=1, le=MOST)


class EntryOut(BaseModel):
    """One act: who did what to which record, and the hash of the chain after it. action_text: the act in words."""

    id: int
    at: str
    who: str
    action: str
    action_text: str
    subject: str
    request_id: str
    hash: str


class TrailOut(BaseModel):
    """The newest first. end: the end of the chain, to be noted outside."""

    results: list[EntryOut]
    next_cursor: str | None
    end: str


class FindingOut(BaseModel):
    """Whether the chain is whole; else the first broken entry and its fault. text: the same as a sentence."""

    whole: bool
    entries: int
    end: str
    broken: int | None
    fault: Fault | None
    text: str
