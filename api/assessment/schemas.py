"""The shapes of an assessment, as the contract fixes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.core.text_types import Code, Day
from api.search.windows import WindowsOut
from knowledge.policy import Step

PLACE_PATTERN = r"^[0-9]{6}([0-9]{3}|[0-9]{6})?$"
Place = Annotated[str, Field(pattern=PLACE_PATTERN)]


class Facts(BaseModel):
    """Facts of one household; an absent key or null is unknown, never no and never zero."""

    household: dict[str, Any] = {}
    people: Annotated[list[dict[str, Any]], Field(max_length=30)] = []


class AssessmentRequest(BaseModel):
    """facts to judge, the place for which they are judged where they name none, the day (today by default)."""

    facts: Facts
    locality: Place | None = None
    as_of: Day | None = None
    # The same household as it was known earlier: what became of it since is warned of.
    earlier: Facts | None = None
    # Facts already asked and not known: no question is made of them.
    skip: Annotated[list[Code], Field(max_length=200)] = []


class ReasonOut(BaseModel):
    label: str
    outcome: bool | None
    clause: str
    # The words of the clause, where the catalogue quotes it.
    clause_text: str | None = None
    facts: dict[str, Any]
    against: Any = None
    note: str | None = None


class AmountOut(BaseModel):
    min: float | None = None
    max: float | None = None


class BenefitOut(BaseModel):
    """missing: what would tell the amount more exactly, as a person reads it. note: why there is no amount."""

    text: str
    amount: AmountOut | None = None
    formula: str | None = None
    unit: str | None = None
    missing: list[str] = []
    note: str | None = None


class DaysOut(BaseModel):
    count: int
    unit: Literal["working", "calendar"]
    clause: str
    note: str | None = None


class ApplyOut(BaseModel):
    """steps: what happens to an application, in its order; empty where no text says. days: the limit for the whole."""

    channel: Literal["apply", "automatic", "refer"]
    where: str
    papers: list[str]
    days: DaysOut | None = None
    steps: list[Step] = []


class ResultOut(BaseModel):
    policy_id: str
    name: str
    verdict: Literal["eligible", "ineligible", "undetermined"]
    person: str | None
    person_name: str | None = None
    reasons: list[ReasonOut]
    missing: list[str]
    # The missing facts as a person reads them, in the same order.
    missing_labels: list[str]
    would_change: list[str]
    benefit: BenefitOut
    apply: ApplyOut


class BesideOut(BaseModel):
    """Another policy beside a step, and how the two stand to each other."""

    policy_id: str
    name: str
    text: str


class PlanStepOut(BaseModel):
    """follows: what it gives access to. instead_of: what it excludes, so that one of the two was chosen.

    where_to_go: the windows at the place that decides for it, beside the words of the policy's own `apply.where`.
    """

    step: int
    policy_id: str
    why: str
    follows: list[BesideOut] = []
    instead_of: list[BesideOut] = []
    where_to_go: WindowsOut


class NearestMissOut(BaseModel):
    """The policy a household just misses, what stands against it, and the next one of the chain to look at."""

    policy_id: str
    name: str
    verdict: Literal["ineligible", "undetermined"]
    against: list[ReasonOut]
    instead: str | None
    why: str


class TagOut(BaseModel):
    """A tag of the register. outcome: true where it is recognised or plain, null where it is still possible.

    source: the text that names the group. clauses: what its conditions rest on. missing_labels: `missing` as a person reads it.
    """

    id: str
    name: str
    group: str
    source: str
    clauses: list[str]
    person: str | None
    person_name: str | None = None
    outcome: Literal[True] | None
    missing: list[str]
    missing_labels: list[str]


class WarningOut(BaseModel):
    """A reason to look again, never a decision. effect: help (something may be due) or review (with `hearing`)."""

    id: str
    label: str
    effect: Literal["help", "review"]
    person: str | None
    person_name: str | None = None
    policies: list[str]
    # Their names, in the same order.
    policy_names: list[str]
    do: str
    hearing: str | None = None
    source: str


class OptionOut(BaseModel):
    value: Any
    label: str


class QuestionOut(BaseModel):
    fact: str
    # Everything it asks for, `fact` first: some facts people tell in one breath.
    facts: list[str]
    text: str
    why: str
    options: list[OptionOut]
    settles: int


class AssessmentOut(BaseModel):
    as_of: date
    locality: str | None
    catalogue_version: str
    results: list[ResultOut]
    plan: list[PlanStepOut]
    nearest_miss: NearestMissOut | None = None
    tags: list[TagOut] = []
    warnings: list[WarningOut] = []
    next_question: QuestionOut | None
    disclaimer: str


class NextQuestionOut(BaseModel):
    next_question: QuestionOut | None
