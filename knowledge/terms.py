"""What policy files say with numbers and facts: arithmetic, and tests of facts. The base of every other shape."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

Number = int | float
Scalar = bool | int | float | str


class Shape(BaseModel):
    """Base of every shape: unknown keys are refused, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def kind_of(value: Any, kinds: dict[str, str]) -> str:
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
        lambda value: "Number" if type(value) in (int, float) else kind_of(value, EXPRESSIONS),
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


class AnyTest(Shape):
    any: Annotated[list[FactTest], Field(min_length=2)]


PeopleTest = Annotated[
    Annotated[FactTest, Tag("FactTest")] | Annotated[AnyTest, Tag("AnyTest")],
    Discriminator(
        lambda value: kind_of(value, {"any": "AnyTest", "fact": "FactTest"}),
        custom_error_type="test_kind",
        custom_error_message="a test of a fact, or any of several",
    ),
]


def alternatives(test: PeopleTest) -> list[FactTest]:
    """The bare tests one of which has to hold."""
    return test.any if isinstance(test, AnyTest) else [test]


for model in (Sum, Difference, Product, Quotient, NotBelowZero, FactTest):
    model.model_rebuild()
