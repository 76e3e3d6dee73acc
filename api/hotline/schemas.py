"""The shapes of what helps an operator during a call."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.assessment.schemas import Facts, Place, QuestionOut
from api.chat.schemas import Said
from api.core.text_types import Code

MOST_LINES = 400


class Correction(BaseModel):
    """A fact the operator set by hand; null makes it unknown again.

    relation: of the person it is about. Who is named first and second changes while a text is written; a mother stays one.
    """

    fact: Code
    value: Any = None
    relation: Code | None = None


class AssistRequest(BaseModel):
    """text: what the caller said so far, all of it, as often as it grows. facts: what was known before the call.

    What the text says outweighs `facts`, and a correction outweighs both. asked: for each line of the text the fact it answers,
    null for what was told freely. skip: questions not to be put. about: whose household is told about.
    """

    text: Said = ""
    facts: Facts | None = None
    locality: Place | None = None
    about: Literal["own", "other"] = "own"
    asked: Annotated[list[Code | None], Field(max_length=MOST_LINES)] = []
    corrections: Annotated[list[Correction], Field(max_length=200)] = []
    skip: Annotated[list[Code], Field(max_length=200)] = []


class FactRow(BaseModel):
    """A known fact as it is read and corrected. origin: how it came to be known."""

    path: str
    label: str
    group: str
    value: Any
    value_text: str
    editable_type: str
    options: list[dict[str, Any]]
    unit: str | None
    relation: str | None
    origin: Literal["known", "said", "corrected"]


class AnswerChoice(BaseModel):
    """An answer that can be picked: a value of the fact, or a sentence to be taken as the caller's."""

    label: str
    fact: str
    value: Any = None
    say: str | None = None


class AskedOut(QuestionOut):
    """The next question, worded to be read out, with the answers that can be picked."""

    answers: list[AnswerChoice]


class FittingOut(BaseModel):
    """A policy for this call. source: why it is shown: a danger, the facts, or what the caller asks about.

    sentence: to be read out. clause, clause_text: what it rests on.
    """

    policy_id: str
    name: str
    department: str
    source: Literal["danger", "facts", "search"]
    verdict: Literal["eligible", "ineligible", "undetermined"]
    person: str | None
    person_name: str | None
    sentence: str
    clause: str | None
    clause_text: str | None
    missing: list[str]
    missing_labels: list[str]
    where: str
    papers: list[str]


class LineOut(BaseModel):
    """A national emergency number and what it is for."""

    number: str
    name: str


class DangerOut(BaseModel):
    """What cannot wait. level: `now` is happening, `hint` is only asked about or hinted at. script, hand_over: to be read out."""

    kind: str
    name: str
    level: Literal["now", "hint"]
    numbers: list[LineOut]
    script: str
    hand_over: str


class MissingPart(BaseModel):
    """A part of the service that is away, and what the operator still has."""

    part: Literal["understanding", "index"]
    text: str


class AssistOut(BaseModel):
    """script: what to read out now. rows: the facts as they are read and corrected. elsewhere: whose business the question is,
    where it is not ours. unplaced: corrections about somebody the text no longer tells of. label: these are automatic."""

    facts: Facts
    policies: list[FittingOut]
    next_question: AskedOut | None
    script: str
    rows: list[FactRow]
    danger: DangerOut | None
    elsewhere: str | None
    degraded: list[MissingPart]
    unplaced: list[str]
    locality: str | None
    disclaimer: str
    label: str
