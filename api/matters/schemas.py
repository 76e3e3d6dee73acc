"""The shapes of matters: work orders and visits alike."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.applications.schemas import Name, Short
from api.assessment.schemas import Facts, Place
from api.chat.text import CLEANED
from api.core.text_types import WHOLE_CHARACTERS, Code, Day
from api.matters.kinds import KindName

LONGEST_CONTENT = 10_000
Subject = Annotated[str, Field(max_length=100), WHOLE_CHARACTERS, CLEANED]
Content = Annotated[str, Field(max_length=LONGEST_CONTENT), WHOLE_CHARACTERS, CLEANED]
Note = Annotated[str, Field(max_length=2_000), WHOLE_CHARACTERS, CLEANED]
Department = Annotated[str, Field(max_length=64), WHOLE_CHARACTERS, CLEANED]


class Caller(BaseModel):
    """Who told it or whose household it is; both may be left out."""

    name: Name | None = None
    phone: Short | None = None


class MatterRequest(BaseModel):
    """subject: a line; without one the content begins it. facts, policies: what the console understood and showed.

    place: where it is to be handled; without one where the household is, else where whoever files it works.
    """

    subject: Subject = ""
    content: Content
    caller: Caller | None = None
    facts: Facts = Facts()
    policies: Annotated[list[Code], Field(max_length=50)] = []
    place: Place | None = None
    department: Department | None = None


class ActRequest(BaseModel):
    """One thing done with a matter; which act takes what stands in `api/matters/kinds.yaml`."""

    act: Code
    note: Note = ""
    place: Place | None = None
    department: Department | None = None
    due: Day | None = None


class EventOut(BaseModel):
    act: str
    act_text: str
    state: str
    by: str
    note: str | None
    place: str | None
    place_name: str | None
    department: str | None
    due: date | None
    at: str


class MatterOut(BaseModel):
    """A matter as it stands in a list. overdue: whether the day the office set has passed and it is not done."""

    number: str
    kind: KindName
    state: str
    state_text: str
    subject: str
    urgent: bool
    place: str | None
    place_name: str | None
    department: str | None
    filed_by: str
    handled_by: str | None
    due: date | None
    overdue: bool
    created_at: str


class FactOut(BaseModel):
    label: str
    value_text: str


class PolicyName(BaseModel):
    policy_id: str
    name: str


class MatterDetail(MatterOut):
    """The whole matter. acts: what whoever asks may do with it now. label: `understood` and `policies` are automatic."""

    content: str
    caller: Caller
    facts: Facts
    understood: list[FactOut]
    policies: list[PolicyName]
    conversation_id: str | None
    events: list[EventOut]
    acts: list[str]
    label: str


class MattersOut(BaseModel):
    """next_cursor: what to ask for the next page with; null on the last one."""

    results: list[MatterOut]
    next_cursor: str | None


class EarlierOut(BaseModel):
    """Earlier work orders of the same caller."""

    results: list[MatterOut]


class HandedOver(BaseModel):
    conversation_id: str


class ApplicantDraft(BaseModel):
    name: str | None = None
    phone: str | None = None


class DraftOut(BaseModel):
    """What an application for this household begins with; ID number, consent and commitment are the applicant's to give."""

    policy_ids: list[str]
    facts: Facts
    applicant: ApplicantDraft
    residence: str | None
    hukou: str | None


class Export(BaseModel):
    """Matters to be carried elsewhere. label: stands for `automatic`, the fields a program filled in."""

    label: str
    automatic: list[str]
    service: str
    exported_at: str
    exported_by: str
    results: list[dict[str, Any]]


Format = Literal["json", "csv"]
