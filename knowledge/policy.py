"""The shape of one policy file: words for people, and the rule. The JSON Schemas in `schema/` are generated from here."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from knowledge.benefit import Benefit
from knowledge.terms import FactTest, Number, PeopleTest, Shape, kind_of


class Labelled(Shape):
    """What every condition of a rule carries: words for people and the clause it stands in.

    id: lets a locality replace this condition. when_no: `unknown` where the text leaves exemptions to the
    locality, so that a failed test is a hint for the window and never a refusal.
    """

    id: str | None = None
    label: str
    clause: str
    when_no: Literal["no", "unknown"] = "no"
    note: str | None = None


class FactCondition(Labelled, FactTest):
    """A labelled test of one fact."""


class PeopleWhere(Shape):
    """Which people are counted: all of these tests hold."""

    where: Annotated[list[PeopleTest], Field(min_length=1)]


class CountCondition(Labelled):
    """How many people of the household fulfil all tests. An open list of people gives only a lower bound."""

    count_of: PeopleWhere
    at_least: int | None = None
    at_most: int | None = None

    @model_validator(mode="after")
    def _has_one_bound(self) -> CountCondition:
        if (self.at_least is None) == (self.at_most is None):
            raise PydanticCustomError("one_bound", "exactly one of at_least and at_most")
        return self


class VerdictCondition(Labelled):
    """What another policy's verdict would be: ineligible there is no here, anything else is unknown here."""

    verdict_of: str


class AllOf(Shape):
    all: Annotated[list[Condition], Field(min_length=1)]


class AnyOf(Labelled):
    any: Annotated[list[Condition], Field(min_length=2)]


class Not(Labelled):
    not_: Condition = Field(alias="not")


CONDITIONS = {
    "fact": "FactCondition",
    "count_of": "CountCondition",
    "verdict_of": "VerdictCondition",
    "all": "AllOf",
    "any": "AnyOf",
    "not": "Not",
}

Condition = Annotated[
    Annotated[FactCondition, Tag("FactCondition")]
    | Annotated[CountCondition, Tag("CountCondition")]
    | Annotated[VerdictCondition, Tag("VerdictCondition")]
    | Annotated[AllOf, Tag("AllOf")]
    | Annotated[AnyOf, Tag("AnyOf")]
    | Annotated[Not, Tag("Not")],
    Discriminator(
        lambda value: kind_of(value, CONDITIONS),
        custom_error_type="condition_kind",
        custom_error_message="one of fact, count_of, verdict_of, all, any, not",
    ),
]


class InForce(Shape):
    """First and last day, both included; no last day means until superseded."""

    from_: date = Field(alias="from")
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the entry is in force on that day."""
        return self.from_ <= day and (self.until is None or day <= self.until)


Unit = Literal["working", "calendar"]
# What a time limit runs from: the application, or its being accepted.
Since = Literal["submitted", "accepted"]


class Days(Shape):
    """A statutory time limit. since: where the text does not say what it runs from, the day of the application."""

    count: int
    unit: Unit
    clause: str
    since: Since = "submitted"
    note: str | None = None


Step = Literal[
    "submitted",
    "returned",
    "accepted",
    "checking",
    "visiting",
    "reviewing",
    "noticed",
    "confirmed",
    "refused",
    "granted",
    "withdrawn",
]


class Apply(Shape):
    """How one gets it: applied for, automatic, or with somebody else (refer)."""

    channel: Literal["apply", "automatic", "refer"]
    where: str
    days: Days | None = None
    steps: list[Step] = Field(default=[])


class StepDays(Shape):
    """A time limit for one step. within: it is to be reached by then; lasts: it takes at least as long (a public notice)."""

    step: Step
    means: Literal["within", "lasts"] = "within"
    count: Annotated[int, Field(ge=1)]
    unit: Unit
    since: Since = "submitted"
    clause: str
    note: str | None = None


class StepPlace(Shape):
    """Where a step is done when a household lives elsewhere than it is registered."""

    step: Step
    side: Literal["hukou", "residence", "both"]
    clause: str


class LegalBasis(Shape):
    title: str
    number: str | None = None
    clauses: str | None = None
    in_force: InForce | None = None
    note: str | None = None


class Relation(Shape):
    """How this policy stands to another one. gives_access: it opens the other; rests_on: the other opens it."""

    with_: str = Field(alias="with")
    relation: Literal["excludes", "tops_up", "stacks", "gives_access", "rests_on"]
    text: str
    clause: str | None = None


class Source(Shape):
    text: str
    confidence: Literal["high", "medium", "low"]
    checked: date


class Passage(Shape):
    """One clause as retrieval returns it. `quoted` says the words are the document's own, else they summarise a source."""

    ref: str
    text: Annotated[str, Field(min_length=8)]
    quoted: bool
    in_force: InForce | None = None


class Policy(Shape):
    """One policy, national, as it stands in `policies/national/<id>.yaml`."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    name: str
    aliases: list[str]
    topics: Annotated[list[str], Field(max_length=2)]
    department: str
    category: str
    level: Literal["national", "local"]
    about: Literal["household", "person"]
    place: Literal["hukou", "residence", "locality"] = "hukou"
    difficulties: Annotated[list[str], Field(min_length=1)]
    in_force: InForce
    who: str
    benefit: Benefit
    rule: AllOf
    relations: list[Relation] = Field(default=[])
    papers: list[str]
    papers_clause: str | None = None
    apply: Apply
    step_days: list[StepDays] = Field(default=[])
    step_places: list[StepPlace] = Field(default=[])
    legal_basis: Annotated[list[LegalBasis], Field(min_length=1)]
    source: Source
    passages: Annotated[list[Passage], Field(min_length=1)]
    phrases: Annotated[list[str], Field(min_length=20)]

    def clause_text(self, clause: str, day: date) -> str | None:
        """The words of a clause as the passages quote them on that day; None where they do not."""
        found = [
            passage.text
            for passage in self.passages
            if (passage.ref == clause or clause.startswith(passage.ref) or passage.ref.startswith(clause))
            and (passage.in_force is None or passage.in_force.holds_on(day))
        ]
        return "\n".join(found) or None


class Overlay(Shape):
    """What a locality changes of a national policy: `policies/<locality>/<id>.yaml`. It never copies the policy.

    replace: conditions by their id. Everything else given here replaces the same part or, for lists, is added; what is said of
    a step replaces what was said of the same step.
    """

    overrides: str
    locality: Annotated[str, Field(pattern=r"^\d{6}$")]
    in_force: InForce
    replace: dict[str, Condition] = Field(default={})
    add: list[Condition] = Field(default=[])
    benefit: Benefit | None = None
    apply: Apply | None = None
    step_days: list[StepDays] = Field(default=[])
    step_places: list[StepPlace] = Field(default=[])
    legal_basis: list[LegalBasis] = Field(default=[])
    passages: list[Passage] = Field(default=[])
    source: Source


class DatedValue(Shape):
    """A verified value, from its first day until the next entry; never an estimate."""

    from_: date = Field(alias="from")
    value: Number
    source: str
    clause: str | None = None
    checked: date
    confidence: Literal["original", "reprint", "report"]


class Parameter(Shape):
    """One number of one place with its history: `parameters/<locality>/<id>.yaml`."""

    id: str
    label: str
    unit: str
    values: list[DatedValue] = Field(default=[])
    open: str | None = None

    @model_validator(mode="after")
    def _is_verified_or_open(self) -> Parameter:
        if not self.values and not self.open:
            raise PydanticCustomError("no_value", "no verified value; say in `open` what is missing")
        days = [entry.from_ for entry in self.values]
        if days != sorted(set(days)):
            raise PydanticCustomError("values_in_disorder", "values must be in order of their first day")
        return self


for model in (
    FactCondition,
    PeopleWhere,
    CountCondition,
    AllOf,
    AnyOf,
    Not,
    Policy,
    Overlay,
):
    model.model_rebuild()
