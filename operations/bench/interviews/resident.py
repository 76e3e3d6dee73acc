"""A simulated resident, who answers every question truthfully and completely."""

from __future__ import annotations

from typing import Any

from knowledge.catalogue import load_catalogue
from knowledge.dictionary import ANYBODY
from operations.bench.interviews.households import Facts, Household

# Said of a person with whatever else is said of them.
ALWAYS_SAID = ("id", "relation")


def opening(household: Household) -> Facts:
    """What is known before the first question: the difficulty."""
    return {"household": {"difficulties": [household.difficulty]}, "people": []}


def told(household: Household, known: Facts, asked: str) -> Facts:
    """What is known once a fact is told; nothing more where the resident does not know it either."""
    parts = asked.split(".")
    if parts[0] == "household":
        return _household_told(household.facts["household"], known, parts[1])
    return _people_told(household, known, parts[1], parts[2])


def _household_told(truth: Facts, known: Facts, name: str) -> Facts:
    value = truth.get(name)
    return known if value is None else {**known, "household": {**known["household"], name: value}}


def _people_told(household: Household, known: Facts, who: str, name: str) -> Facts:
    """Of one person; asked about anybody, everyone is named who has it, and that nobody else has, where it can be said so."""
    definition = load_catalogue().dictionary.person[name]
    people = {person["id"]: person for person in known["people"]}
    for person in household.facts["people"]:
        value = person.get(name)
        unnamed = definition.nobody is not None and value in (definition.nothing, None) and who == ANYBODY
        if (who in (ANYBODY, person["id"])) and value is not None and not (unnamed and person["id"] not in people):
            said = {key: person[key] for key in ALWAYS_SAID}
            if name == "age":
                said |= {"sex": person["sex"]}
            people[person["id"]] = {**people.get(person["id"], said), **said, name: value}
    nobody: list[Any] = list(known["household"].get("nobody") or [])
    if who == ANYBODY and definition.nobody is not None:
        nobody = sorted({*nobody, name})
    family = {**known["household"], **({"nobody": nobody} if nobody else {})}
    return {"household": family, "people": list(people.values())}
