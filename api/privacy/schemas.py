"""The shapes of the calls about one person's data. What identifies a person comes in a body, never in an address."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from api.core.text_types import Code

Number = Annotated[Code, Field(max_length=30)]


class LookUpRequest(BaseModel):
    """One of the two, or both."""

    id_number: Number | None = None
    phone: Number | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not (self.id_number or self.phone):
            raise ValueError("an ID number or a phone is needed")
        return self


class FoundOut(BaseModel):
    """One application, work order or visit of the person. name: masked but for its first character, empty where none is known."""

    number: str
    kind: Literal["application", "ticket", "visit"] = "application"
    name: str
    status: str
    status_text: str
    created_at: str
    has_conversation: bool
    may_be_erased: bool


class PeopleOut(BaseModel):
    results: list[FoundOut]


class RecordsRequest(BaseModel):
    """Which of the records that were found: several people may share a phone."""

    numbers: Annotated[list[Annotated[Code, Field(max_length=20)]], Field(min_length=1, max_length=50)]


class ExportRequest(RecordsRequest):
    format: Literal["json", "html"] = "json"


class ErasedOut(BaseModel):
    """applications: the numbers of what was erased, work orders and visits among them."""

    applications: list[str]
    conversations: list[str]
