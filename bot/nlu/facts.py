"""How facts are written down: figures scaled to a period, values recorded of a person or of every member of a group."""

import re
from copy import deepcopy
from typing import Any

from bot.nlu.amounts import Amount
from bot.nlu.workspace import Facts, Person

MONTHS = 12


def least(quantity: Any) -> float | None:
    """The lower end of a number or range, None where it has none."""
    end: float | None = quantity.get("min") if isinstance(quantity, dict) else quantity
    return end


def scaled(quantity: Any, factor: float) -> Any:
    """A number or range multiplied, in whole yuan."""
    if isinstance(quantity, dict):
        return {name: round(end * factor) for name, end in quantity.items()}
    return round(quantity * factor)


def in_months(figure: Amount, years: "re.Match[str]") -> Any:
    """A number of years as months: 四年半 is 54, 六年多 72 to 84; `years` tells what stands after the figure."""
    if figure.approximate:
        ends = {"min": figure.low, "max": figure.high}
        return {name: round(end * MONTHS) for name, end in ends.items() if end is not None}
    if years["more"] or years["most"]:
        return {"min": round(figure.value * MONTHS), "max": round((figure.value + 1) * MONTHS)}
    return round(figure.value * MONTHS) + (MONTHS // 2 if years["half"] else 0)


def merged(known: Any, said: Any) -> Any:
    """What is known once `said` is added: lists grow, unless nothing at all is said; anything else is replaced."""
    if isinstance(known, list) and isinstance(said, list) and said:
        return known + [value for value in said if value not in known]
    return deepcopy(said)


def set_facts(person: Person, facts: Facts) -> None:
    """Records facts of a person, and of every member when the person stands for a group."""
    for one in person.members or [person]:
        for name, value in facts.items():
            if not (isinstance(value, dict) and isinstance(one.facts.get(name), int | float)):
                one.facts[name] = merged(one.facts.get(name), value)
