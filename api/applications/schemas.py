"""The shapes of an application, as the contract fixes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from api.assessment.schemas import Facts, Place
from api.chat.text import clean

Name = Annotated[str, Field(max_length=40), AfterValidator(clean)]


class Applicant(BaseModel):
    name: Name
    id_number: Annotated[str, Field(max_length=30)]
    phone: Annotated[str, Field(max_length=30)]


class OnBehalfOf(BaseModel):
    """The person the applicant acts for."""

    name: Name
    id_number: Annotated[str, Field(max_length=30)] | None = None
    relation: Annotated[str, Field(max_length=20)] | None = None


class ApplicationRequest(BaseModel):
    policy_ids: Annotated[list[str], Field(max_length=50)]
    facts: Facts = Facts()
    applicant: Applicant
    on_behalf_of: OnBehalfOf | None = None
    residence: Place | None = None
    hukou: Place | None = None
    commitment: bool = False
    consent: bool = False
    conversation_id: Annotated[str, Field(max_length=32)] | None = None


class ApplicationOut(BaseModel):
    number: str
    status: str
    next_deadline: date | None
    # The time limits behind it, with their clauses.
    deadline_note: str | None


class ApplicationEventOut(BaseModel):
    status: str
    by: str
    why: str | None
    at: str


class ApplicationDetail(ApplicationOut):
    status_text: str
    policies: list[dict[str, str]]
    history: list[ApplicationEventOut]
    handled_by: str | None
