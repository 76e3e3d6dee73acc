"""What an open question waits for; free of Rasa, so that it can be read and tested by itself."""

from typing import Any

from bot.nlu.answers import asked_with_it, question_about


def answers(facts: dict[str, Any], asked: str) -> bool:
    """Tells whether facts hold one asked for, given as a path ("household.savings", "people.any.age", "household.savings+")."""
    first = question_about(asked)
    return first is not None and any(_holds(facts, each.owner, each.name) for each in [first, *asked_with_it(asked)])


def _holds(facts: dict[str, Any], owner: str, name: str) -> bool:
    household = facts.get("household", {})
    if owner == "household":
        return name in household
    if name in household.get("nobody", []):
        return True
    people = facts.get("people", [])
    return any(name in one for one in people if owner == "any" or one["id"] == owner)
