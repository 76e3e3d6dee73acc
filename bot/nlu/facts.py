"""How facts are written down: figures scaled to a period, values recorded of a person or of every member of a group."""

from copy import deepcopy
from typing import Any

from bot.nlu.workspace import Facts, Person


def least(quantity: Any) -> float | None:
    """The lower end of a number or range, None where it has none."""
    end: float | None = quantity.get("min") if isinstance(quantity, dict) else quantity
    return end


def scaled(quantity: Any, factor: float) -> Any:
    """A number or range multiplied, in whole yuan."""
    if isinstance(quantity, dict):
        return {name: round(end * factor) for name, end in quantity.items()}
    return round(quantity * factor)


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
