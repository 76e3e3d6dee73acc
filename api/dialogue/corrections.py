"""A correction that names the old value and the new one ("not 8100 but 1800") and leaves open which fact it means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.dialogue.schemas import Understood


def corrected_fact(facts: dict[str, Any], understood: Understood) -> tuple[str, Any] | None:
    """The fact whose known value was named, with the other value said; None when it is not certain which is meant."""
    if not understood.correction:
        return None
    said = [mention["value"] for mention in understood.mentions if _is_number(mention.get("value"))]
    if len(said) != 2 or said[0] == said[1]:
        return None
    meant = [(path, value) for path, value in _numbers(facts) if value in said]
    if len(meant) != 1:
        return None
    path, old = meant[0]
    return path, said[1] if old == said[0] else said[0]


def _numbers(facts: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for name, value in facts.get("household", {}).items():
        if _is_number(value):
            yield f"household.{name}", value
    for person in facts.get("people", []):
        for name, value in person.items():
            if _is_number(value):
                yield f"people.{person['id']}.{name}", value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
