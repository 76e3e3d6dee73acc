"""What a benefit comes to for one household or person: the branch that holds, or the range over all that may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import inf

from knowledge.amounts import Amount, Setting, compute
from knowledge.benefit import Between, Branches, Ceiling, Floor, Payment
from knowledge.evaluation import Evaluation
from knowledge.ranges import Range
from knowledge.rules import RuleBook
from knowledge.wording import wording


def payable(amount: Payment | Branches, setting: Setting, book: RuleBook, known: Evaluation) -> Amount:
    """The amount in the unit of the benefit: that of the first branch whose tests hold.

    While tests are undecided it is the range over every branch that may hold, with the facts that would settle it; a branch
    whose number nobody verified leaves the whole open. Without a value where no branch holds.
    """
    if not isinstance(amount, Branches):
        return _payment(amount, setting)
    possible: list[Amount] = []
    for branch in amount.branches:
        tests = book.together(branch.when)
        holds = known.truth(tests, setting.person)
        if holds is False:
            continue
        found = _payment(branch.amount, setting)
        gap = known.gap(tests, setting.person)
        possible.append(replace(found, missing=(*gap.facts, *found.missing)))
        if holds:
            break
    return _one_of(possible, wording()["amounts"]["or"])


def _payment(payment: Payment, setting: Setting) -> Amount:
    match payment:
        case Ceiling(at_most=end):
            found = compute(end, setting)
            return found if found.value is None else replace(found, value=Range(0.0, found.value.high), at_most=True)
        case Floor(at_least=end):
            found = compute(end, setting)
            return found if found.value is None else replace(found, value=Range(found.value.low, inf), at_least=True)
        case Between(between=ends):
            return _one_of([compute(end, setting) for end in ends], "~")
        case _:
            return compute(payment, setting)


def _one_of(possible: list[Amount], between: str) -> Amount:
    """One of these, it is not known which."""
    missing = _each(path for amount in possible for path in amount.missing)
    open_parameters = _each(name for amount in possible for name in amount.open_parameters)
    values = [amount.value for amount in possible if amount.value is not None]
    if not values or len(values) < len(possible):
        return Amount(None, missing=missing, open_parameters=open_parameters)
    value = Range(min(value.low for value in values), max(value.high for value in values))
    formula = between.join(_each(amount.formula for amount in possible))
    bounds = {"at_least": any(amount.at_least for amount in possible), "at_most": any(amount.at_most for amount in possible)}
    return Amount(value, formula, () if value.exact else missing, open_parameters, **bounds)


def _each(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
