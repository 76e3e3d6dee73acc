"""The shapes of an application, as the contract fixes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, StrictBool

from api.assessment.schemas import Facts, Place
from api.chat.text import CLEANED
from api.core.text_types import WHOLE_CHARACTERS, Code
from api.search.windows import WindowsOut

Name = Annotated[str, Field(max_length=40), WHOLE_CHARACTERS, CLEANED]
Short = Annotated[str, Field(max_length=30), WHOLE_CHARACTERS, CLEANED]


class Applicant(BaseModel):
    name: Name
    id_number: Short
    phone: Short


class OnBehalfOf(BaseModel):
    """The person the applicant acts for."""

    name: Name
    id_number: Short | None = None
    relation: Short | None = None


class ApplicationRequest(BaseModel):
    policy_ids: Annotated[list[Code], Field(max_length=50)]
    facts: Facts = Facts()
    applicant: Applicant
    on_behalf_of: OnBehalfOf | None = None
    residence: Place | None = None
    hukou: Place | None = None
    commitment: StrictBool = False
    consent: StrictBool = False
    conversation_id: Code | None = None


class WhereToGoOut(BaseModel):
    """Who handles what was applied for."""

    policy_id: str
    name: str
    where_to_go: WindowsOut


class ApplicationOut(BaseModel):
    number: str
    status: str
    next_deadline: date | None
    # The time limits behind it, with their clauses.
    deadline_note: str | None
    # Where one asks after it and brings what is lacking, one row a policy that is still in the catalogue.
    where_to_go: list[WhereToGoOut]


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
