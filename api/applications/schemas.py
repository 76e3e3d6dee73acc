"""The shapes of an application, as the contract fixes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, StrictBool

from api.applications.papers import PaperState
from api.assessment.schemas import Facts, Place
from api.chat.text import CLEANED
from api.core.text_types import WHOLE_CHARACTERS, Code
from api.search.windows import WindowsOut

Name = Annotated[str, Field(max_length=40), WHOLE_CHARACTERS, CLEANED]
Paper = Annotated[str, Field(max_length=200)]
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
    # The papers left for later, under the commitment, as the policies name them.
    promised: Annotated[list[Paper], Field(max_length=100)] = []
    conversation_id: Code | None = None


class WhereToGoOut(BaseModel):
    """Who handles what was applied for."""

    policy_id: str
    name: str
    where_to_go: WindowsOut


class GrantedOut(BaseModel):
    """What the applicant has already of what they applied for."""

    policy_id: str
    text: str


class ApplicationOut(BaseModel):
    number: str
    status: str
    next_deadline: date | None
    # The time limits behind it, with their clauses.
    deadline_note: str | None
    # Where one asks after it and brings what is lacking, one row a policy that is still in the catalogue.
    where_to_go: list[WhereToGoOut]
    # Told to nobody but whoever gave the same name, ID number and phone before.
    already_granted: list[GrantedOut] = []


class ApplicationEventOut(BaseModel):
    status: str
    by: str
    why: str | None
    at: str
    # The part it happened to, None for the whole; and the event as it is told.
    policy_id: str | None
    text: str


class PartProgress(BaseModel):
    """One policy's share. missing: what is to be supplied, all of it. may: what the applicant may bring it to now."""

    policy_id: str
    name: str
    status: str
    status_text: str
    handled_by: str | None
    next_deadline: date | None
    next_text: str | None
    missing: list[str]
    may: list[str]


class MaskedApplicant(BaseModel):
    """Who applies, as far as it may be shown."""

    name: str
    id_number: str
    on_behalf_of: str | None


class ApplicationDetail(ApplicationOut):
    """With what a receipt says. label: that it is made by itself."""

    status_text: str
    submitted_on: date
    applicant: MaskedApplicant
    papers: list[PaperState]
    label: str
    policies: list[dict[str, str]]
    parts: list[PartProgress]
    history: list[ApplicationEventOut]
    handled_by: str | None


class OwnAct(BaseModel):
    """What an applicant does with their application. policy_id: None for every part it can be meant for."""

    policy_id: Annotated[Code, Field(max_length=64)] | None = None
