"""The shape of what one gets: words, and where it can be computed an amount, which may depend on tests of facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from knowledge.terms import (
    EXPRESSIONS,
    Difference,
    Expression,
    NotBelowZero,
    Number,
    ParameterUse,
    PeopleTest,
    Product,
    Quotient,
    Shape,
    Sum,
    kind_of,
)

# A parameter named inside the words, {canji-huli-butie.monthly_standard}: its value of the place and day stands there.
NAMED = re.compile(r"\{([a-z0-9_.-]+)\}")


class Ceiling(Shape):
    """At most this much; how much of it is decided elsewhere."""

    at_most: Expression


class Floor(Shape):
    """At least this much; a locality may give more."""

    at_least: Expression


class Between(Shape):
    """From the first to the second: who gives it chooses within."""

    between: Annotated[list[Expression], Field(min_length=2, max_length=2)]


BOUNDS = {"at_most": "Ceiling", "at_least": "Floor", "between": "Between"}


def _tag(value: object) -> str:
    kinds = {**EXPRESSIONS, **BOUNDS, "branches": "Branches"}
    return "Number" if type(value) in (int, float) else kind_of(value, kinds)


# An amount that depends on no test.
Payment = Annotated[
    Annotated[Number, Tag("Number")]
    | Annotated[str, Tag("str")]
    | Annotated[ParameterUse, Tag("ParameterUse")]
    | Annotated[Sum, Tag("Sum")]
    | Annotated[Difference, Tag("Difference")]
    | Annotated[Product, Tag("Product")]
    | Annotated[Quotient, Tag("Quotient")]
    | Annotated[NotBelowZero, Tag("NotBelowZero")]
    | Annotated[Ceiling, Tag("Ceiling")]
    | Annotated[Floor, Tag("Floor")]
    | Annotated[Between, Tag("Between")],
    Discriminator(
        _tag,
        custom_error_type="amount_kind",
        custom_error_message="a number, a fact, a parameter, arithmetic, a bound or branches",
    ),
]


class Branch(Shape):
    """The amount where all of these tests hold; without tests, for everybody whom no branch above covers."""

    when: list[PeopleTest] = Field(default=[])
    amount: Payment


class Branches(Shape):
    """Amounts by tests of facts: the first branch whose tests hold."""

    branches: Annotated[list[Branch], Field(min_length=1)]


def payments(amount: Payment | Branches) -> list[Payment]:
    """Every amount it may come to."""
    return [branch.amount for branch in amount.branches] if isinstance(amount, Branches) else [amount]


def ends(payment: Payment) -> list[Expression]:
    """The arithmetic in an amount: its bounds, or itself."""
    match payment:
        case Ceiling(at_most=end) | Floor(at_least=end):
            return [end]
        case Between(between=both):
            return list(both)
        case _:
            return [payment]


class Benefit(Shape):
    """What one gets: words, and where it can be computed an amount with its unit."""

    text: str
    unit: str | None = None
    amount: (
        Annotated[
            Annotated[Payment, Tag("Payment")] | Annotated[Branches, Tag("Branches")],
            Discriminator(lambda value: "Branches" if isinstance(value, Branches) or _tag(value) == "Branches" else "Payment"),
        ]
        | None
    ) = None

    def parameters_in_text(self) -> Iterator[str]:
        """The parameters that the words name."""
        return (found[1] for found in NAMED.finditer(self.text))


for model in (Ceiling, Floor, Between, Branch, Branches, Benefit):
    model.model_rebuild()
