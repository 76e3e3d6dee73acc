"""The shapes of what staff do with an application and see of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from api.applications.papers import PaperState
from api.assessment.schemas import Place
from api.chat.text import CLEANED
from api.core.text_types import LARGEST_ID, WHOLE_CHARACTERS, Code
from api.grants.schemas import Terms
from knowledge.policy import Step

Words = Annotated[str, StringConstraints(max_length=500), WHOLE_CHARACTERS, CLEANED]
PolicyId = Annotated[Code, Field(max_length=64)]
EventId = Annotated[int, Field(ge=0, le=LARGEST_ID)]


class MoveRequest(BaseModel):
    """One step of a part, or of every open part where no policy is named and all may make it.

    why: in words, for a refusal with its clause. missing: everything that is lacking, at once. place: where the step was done.
    seen: the newest event on the page of whoever asks; with a newer one by now, nothing is changed.
    """

    to: Step
    policy_id: PolicyId | None = None
    why: Words | None = None
    clause: Words | None = None
    missing: Annotated[list[Words], Field(max_length=30)] = []
    place: Place | None = None
    seen: EventId | None = None
    # What was decided, with `granted`; what is left open is recorded as not known.
    grant: Terms | None = None


class DispatchRequest(BaseModel):
    """Who is to handle a part from now on."""

    policy_id: PolicyId
    department: Annotated[Code, Field(max_length=64)]
    place: Place
    why: Words | None = None
    seen: EventId | None = None


class TakeRequest(BaseModel):
    policy_id: PolicyId
    seen: EventId | None = None


class AssignRequest(BaseModel):
    """To whom of the colleagues who work on such parts a part is given. to: the name of the account."""

    policy_id: PolicyId
    to: Annotated[Code, Field(max_length=64)]
    seen: EventId | None = None


class SendBackRequest(BaseModel):
    policy_id: PolicyId
    why: Words
    seen: EventId | None = None


class LimitOut(BaseModel):
    """One time limit. day: null where the calendar of that year is not published yet, or while it stands; `note` says which."""

    step: str
    step_text: str
    count: int
    unit: Literal["working", "calendar"]
    clause: str
    total: bool
    day: date | None
    met: bool
    overdue: bool
    note: str | None


class PartOut(BaseModel):
    """One policy's share. next_steps: what this person may do with it now."""

    policy_id: str
    name: str
    department: str | None
    place: str | None
    place_name: str | None
    other_place: str | None
    status: str
    status_text: str
    dispatch: str
    assigned_to: str | None
    due: date | None
    due_total: date | None
    overdue: bool
    returned_times: int
    steps: list[str]
    next_steps: list[str]
    limits: list[LimitOut]
    closed_at: str | None


class PartState(BaseModel):
    """Where one part stands, and with whom."""

    policy_id: str
    status: str
    status_text: str
    dispatch: str
    department: str | None
    place: str | None
    assigned_to: str | None
    due: date | None


class CaseState(BaseModel):
    """Where an application stands after an act. seen: to be sent back with what is done next."""

    number: str
    status: str
    parts: list[PartState]
    seen: int


class EventOut(BaseModel):
    """What happened: who, when, why, from where. policy_id: null for the whole application."""

    id: int
    policy_id: str | None
    act: str
    status: str
    by: str
    why: str | None
    clause: str | None
    missing: list[str] | None
    department: str | None
    place: str | None
    at: str


class ApplicantOut(BaseModel):
    """Who applies. masked: whether parts of it are hidden."""

    name: str
    id_number: str
    phone: str
    on_behalf_of: dict[str, Any] | None
    masked: bool


class CaseDetail(BaseModel):
    """The one view of the whole. seen: to be sent back with what is done next."""

    number: str
    status: str
    status_text: str
    created_at: str
    closed_at: str | None
    hukou: str | None
    residence: str | None
    next_deadline: date | None
    facts: dict[str, Any]
    applicant: ApplicantOut
    papers: list[PaperState]
    parts: list[PartOut]
    events: list[EventOut]
    seen: int


class CaseRow(BaseModel):
    """One part in the list of cases."""

    number: str
    policy_id: str
    name: str
    department: str | None
    place: str | None
    place_name: str | None
    status: str
    status_text: str
    dispatch: str
    assigned_to: str | None
    due: date | None
    overdue: bool
    created_at: str


class CasesOut(BaseModel):
    results: list[CaseRow]
    # For the next page; null on the last one.
    cursor: str | None
