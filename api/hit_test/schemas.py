"""The shapes of the hit test's calls."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.assessment.schemas import PLACE_PATTERN
from api.chat.text import CLEANED
from api.core.text_types import WHOLE_CHARACTERS, Code, Day

State = Literal["open", "accepted", "rejected"]
Kind = Literal["questions", "out_of_scope"]
MOST_EXPECTED = 5
Asked = Annotated[str, Field(max_length=1_000), WHOLE_CHARACTERS, CLEANED]
Place = Annotated[str, Field(pattern=PLACE_PATTERN)]


class TrialRequest(BaseModel):
    """as_of: the day as of which it is searched; today without one."""

    question: Asked
    locality: Place | None = None
    as_of: Day | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 10


class ClauseOut(BaseModel):
    ref: str
    text: str


class RankedPolicy(BaseModel):
    """parts: what each part of the search says of it, each on its own scale; passages: the clauses that won, the best first."""

    policy_id: str
    name: str
    department: str
    score: float
    parts: dict[str, float]
    passages: list[ClauseOut]


class TrialOut(BaseModel):
    """answerable: whether residents get an answer: the probability that something answers reaches the threshold."""

    question: str
    answerable: bool
    probability: float
    threshold: float
    results: list[RankedPolicy]


class ExampleRequest(BaseModel):
    """expected: the policies any of which is right; empty when nothing in the catalogue answers."""

    question: Asked
    locality: Place | None = None
    expected: Annotated[list[Code], Field(max_length=MOST_EXPECTED)]


class PolicyName(BaseModel):
    policy_id: str
    name: str


class ExampleOut(BaseModel):
    """found, answered: what the search said when this was reported."""

    id: int
    question: str
    locality: str | None
    expected: list[PolicyName]
    found: list[PolicyName]
    answered: bool
    state: State
    reported_by: str
    reported_at: str
    judged_by: str | None
    judged_at: str | None


class ExamplesOut(BaseModel):
    """next_cursor: what to ask for the next page with; null on the last one. may_judge: whether who asks may judge."""

    results: list[ExampleOut]
    next_cursor: str | None
    may_judge: bool


class JudgementRequest(BaseModel):
    state: State
