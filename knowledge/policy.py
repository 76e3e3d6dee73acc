"""The shape of one policy file: words for people, and the rule. The JSON Schemas in `schema/` are generated from here."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

Number = int | float
Scalar = bool | int | float | str


class Shape(BaseModel):
    """Base of every shape: unknown keys are refused, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _kind(value: Any, kinds: dict[str, str]) -> str:
    """Which class is meant: a mapping says it by the key that only that class has, so that a mistake is told of one class."""
    if isinstance(value, dict):
        return next((kind for key, kind in kinds.items() if key in value), "")
    return type(value).__name__


class ParameterUse(Shape):
    """The value of a dated parameter for the household's place, optionally times a constant of the text."""

    parameter: str


class Sum(Shape):
    add: list[Expression]


class Difference(Shape):
    subtract: Annotated[list[Expression], Field(min_length=2, max_length=2)]


class Product(Shape):
    multiply: Annotated[list[Expression], Field(min_length=2)]


class Quotient(Shape):
    divide: Annotated[list[Expression], Field(min_length=2, max_length=2)]


class NotBelowZero(Shape):
    not_below_zero: Expression


EXPRESSIONS = {
    "parameter": "ParameterUse",
    "add": "Sum",
    "subtract": "Difference",
    "multiply": "Product",
    "divide": "Quotient",
    "not_below_zero": "NotBelowZero",
}

# A number, the path of a fact, a parameter, or arithmetic over them.
Expression = Annotated[
    Annotated[Number, Tag("Number")]
    | Annotated[str, Tag("str")]
    | Annotated[ParameterUse, Tag("ParameterUse")]
    | Annotated[Sum, Tag("Sum")]
    | Annotated[Difference, Tag("Difference")]
    | Annotated[Product, Tag("Product")]
    | Annotated[Quotient, Tag("Quotient")]
    | Annotated[NotBelowZero, Tag("NotBelowZero")],
    Discriminator(
        lambda value: "Number" if type(value) in (int, float) else _kind(value, EXPRESSIONS),
        custom_error_type="expression_kind",
        custom_error_message="a number, a fact, a parameter or arithmetic",
    ),
]


def operands(expression: Expression) -> list[Expression]:
    """The parts of an arithmetic expression; none for a number, a fact or a parameter."""
    match expression:
        case Sum(add=parts) | Difference(subtract=parts) | Product(multiply=parts) | Quotient(divide=parts):
            return list(parts)
        case NotBelowZero(not_below_zero=part):
            return [part]
        case _:
            return []


class FactTest(Shape):
    """One fact against one verb. Exactly one verb is given.

    includes: the list fact contains any of these; excludes: it contains none of them.
    """

    fact: str
    is_: Scalar | None = Field(default=None, alias="is")
    below: Expression | None = None
    at_most: Expression | None = None
    above: Expression | None = None
    at_least: Expression | None = None
    one_of: list[Scalar] | None = None
    includes: list[str] | None = None
    excludes: list[str] | None = None

    @model_validator(mode="after")
    def _has_one_verb(self) -> FactTest:
        if len(self.verbs()) != 1:
            raise PydanticCustomError("one_verb", "the condition on {fact} needs exactly one verb", {"fact": self.fact})
        return self

    def verbs(self) -> list[str]:
        """The names of the verbs that are set."""
        names = ("is_", "below", "at_most", "above", "at_least", "one_of", "includes", "excludes")
        return [name for name in names if getattr(self, name) is not None]


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


class AnyTest(Shape):
    any: Annotated[list[FactTest], Field(min_length=2)]


PeopleTest = Annotated[
    Annotated[FactTest, Tag("FactTest")] | Annotated[AnyTest, Tag("AnyTest")],
    Discriminator(
        lambda value: _kind(value, {"any": "AnyTest", "fact": "FactTest"}),
        custom_error_type="test_kind",
        custom_error_message="a test of a fact, or any of several",
    ),
]


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
        lambda value: _kind(value, CONDITIONS),
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


class Benefit(Shape):
    """What one gets: words, and where it can be computed an amount with its unit."""

    text: str
    unit: str | None = None
    amount: Expression | None = None


class Days(Shape):
    """A statutory time limit."""

    count: int
    unit: Literal["working", "calendar"]
    clause: str
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
    steps: list[Step] = []


class LegalBasis(Shape):
    title: str
    number: str | None = None
    clauses: str | None = None
    in_force: InForce | None = None
    note: str | None = None


class Relation(Shape):
    """How this policy stands to another one."""

    with_: str = Field(alias="with")
    relation: Literal["excludes", "tops_up", "stacks", "gives_access"]
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
    relations: list[Relation] = []
    papers: list[str]
    papers_clause: str | None = None
    apply: Apply
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

    replace: conditions by their id. Everything else given here replaces the same part or, for lists, is added.
    """

    overrides: str
    locality: Annotated[str, Field(pattern=r"^\d{6}$")]
    in_force: InForce
    replace: dict[str, Condition] = {}
    add: list[Condition] = []
    benefit: Benefit | None = None
    apply: Apply | None = None
    legal_basis: list[LegalBasis] = []
    passages: list[Passage] = []
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
    values: list[DatedValue] = []
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
    Sum,
    Difference,
    Product,
    Quotient,
    NotBelowZero,
    FactTest,
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
