"""What an open question waits for; free of Rasa, so that it can be read and tested by itself."""

from typing import Any


def answers(facts: dict[str, Any], asked: str) -> bool:
    """Tells whether facts hold the one asked for, given as a path ("household.savings", "people.any.age")."""
    owner, *person, name = asked.split(".")
    household = facts.get("household", {})
    if owner == "household":
        return name in household
    if name in household.get("nobody", []):
        return True
    people = facts.get("people", [])
    return any(name in one for one in people if person == ["any"] or one["id"] == person[0])
