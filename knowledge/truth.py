"""Yes, no or unknown (Kleene), and how a value that may be known only in part is compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from knowledge.ranges import Range

Truth = bool | None
COMPARISONS: dict[str, Callable[[Range, Range], Truth]] = {
    "below": Range.below,
    "at_most": Range.at_most,
    "above": Range.above,
    "at_least": Range.at_least,
}


def all_of(outcomes: Iterable[Truth]) -> Truth:
    """Kleene conjunction: one no is no, else one unknown is unknown."""
    joined: Truth = True
    for outcome in outcomes:
        if outcome is False:
            return False
        if outcome is None:
            joined = None
    return joined


def any_of(outcomes: Iterable[Truth]) -> Truth:
    """Kleene disjunction: one yes is yes, else one unknown is unknown."""
    joined: Truth = False
    for outcome in outcomes:
        if outcome is True:
            return True
        if outcome is None:
            joined = None
    return joined


def matches(value: Any, verb: str, against: Any) -> Truth:
    """Whether a word, a yes or no, a number or a list is among what the text names; unknown while it is not known exactly."""
    if isinstance(value, Range):
        return _matches(value.to_json(), verb, against) if value.exact else None
    return None if value is None else _matches(value, verb, against)


def _matches(value: Any, verb: str, against: Any) -> bool:
    if verb == "is_":
        return bool(value == against)
    if verb == "one_of":
        return value in against
    shared = not set(against).isdisjoint(value if isinstance(value, list) else [value])
    return shared if verb == "includes" else not shared
