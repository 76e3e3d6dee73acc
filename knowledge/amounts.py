"""Arithmetic over facts and dated parameters, with the formula as a person would write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge.dictionary import FactDictionary
from knowledge.expressions import calculate
from knowledge.parameters import Parameters
from knowledge.ranges import Range, plain
from knowledge.situation import Situation
from knowledge.terms import Difference, Expression, NotBelowZero, ParameterUse, Product, Quotient, Sum, operands

SIGNS: dict[type, str] = {Sum: "+", Difference: "\u2212", Product: "×", Quotient: "÷"}
# The signs that need brackets in the first and in each later part, so that a formula read aloud gives the value.
BRACKETED = {"+": ("", ""), "\u2212": ("", "+\u2212"), "×": ("+\u2212", "+\u2212÷"), "÷": ("+\u2212", "+\u2212×÷")}


@dataclass(frozen=True, slots=True)
class Amount:
    """A computed value: None while something is unknown, with the facts and the parameters that are missing.

    at_least: a part of it was never told, or more may be given, so that people are told its lower end, which is what the
    formula gives. at_most: it is a ceiling, so that people are told its upper end.
    """

    value: Range | None
    formula: str = ""
    missing: tuple[str, ...] = ()
    open_parameters: tuple[str, ...] = ()
    at_least: bool = False
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """The household, place and day against which a policy is judged; `person` is set for policies about one person."""

    situation: Situation
    parameters: Parameters
    place: str | None
    day: date
    person: str | None = None

    @property
    def dictionary(self) -> FactDictionary:
        """The dictionary the facts are read with."""
        return self.situation.dictionary


def compute(expression: Expression, setting: Setting) -> Amount:
    """The value of an expression as a range, with its formula; unknown parts make the whole unknown."""
    if isinstance(expression, int | float):
        return Amount(Range.of(expression), str(expression))
    if isinstance(expression, str):
        return _fact(expression, setting)
    if isinstance(expression, ParameterUse):
        return _parameter(expression.parameter, setting)
    return _combine(expression, [compute(part, setting) for part in operands(expression)])


def _fact(path: str, setting: Setting) -> Amount:
    derived = setting.dictionary.derived.get(path)
    if derived is not None:
        return compute(derived.from_, setting)
    value = setting.situation.value(path, setting.person)
    if not isinstance(value, Range):
        return Amount(None, missing=(setting.situation.path_for(path, setting.person),))
    untold = value.from_zero_up and setting.dictionary.definition(path).at_least is not None
    return Amount(value, _written(value), at_least=untold)


def _parameter(identifier: str, setting: Setting) -> Amount:
    entry = setting.parameters.value_on(identifier, setting.place, setting.day)
    if entry is None:
        return Amount(None, open_parameters=(identifier,))
    return Amount(Range.of(entry.value), str(plain(entry.value)))


def _combine(expression: Expression, parts: list[Amount]) -> Amount:
    missing = tuple(dict.fromkeys(path for part in parts for path in part.missing))
    open_parameters = tuple(dict.fromkeys(name for part in parts for name in part.open_parameters))
    if any(part.value is None for part in parts):
        return Amount(None, missing=missing, open_parameters=open_parameters)
    value = calculate(expression, [part.value for part in parts])
    at_least = any(part.at_least for part in parts) and value is not None and not value.exact
    return Amount(value, _formula(expression, parts), missing, open_parameters, at_least)


def _formula(expression: Expression, parts: list[Amount]) -> str:
    if isinstance(expression, NotBelowZero):
        return parts[0].formula
    sign = SIGNS[type(expression)]
    if isinstance(expression, Difference):
        parts = [parts[0], *(part for part in parts[1:] if not _takes_nothing_away(part))]
    first, *rest = (part.formula for part in parts)
    return sign.join([_bracketed(first, BRACKETED[sign][0]), *(_bracketed(formula, BRACKETED[sign][1]) for formula in rest)])


def _takes_nothing_away(part: Amount) -> bool:
    """Nothing, or nothing anybody told: a formula is easier to read without it."""
    return part.value == Range(0.0, 0.0) or (part.at_least and part.value is not None and part.value.from_zero_up)


def _bracketed(formula: str, signs: str) -> str:
    return f"({formula})" if set(signs) & set(formula) else formula


def _written(value: Range) -> str:
    if value.exact:
        return str(plain(value.low))
    ends = [str(plain(end)) if abs(end) != float("inf") else "?" for end in (value.low, value.high)]
    return "~".join(ends)
