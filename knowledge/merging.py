"""Puts newly learned facts together with what was known: the newest word holds, people are recognised by their relation."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

SELF = "self"
# The same child may be called child, son or daughter.
CHILDREN = frozenset({"child", "son", "daughter"})


def merge(known: dict[str, Any], learned: dict[str, Any], correcting: bool = False) -> tuple[dict[str, Any], list[str]]:
    """The facts after learning, and the paths that changed. A person who cannot be told apart from another is left out.

    correcting: what was said replaces what was known, so that another age is the same child's and not another child.
    """
    facts = deepcopy(known)
    household, people = facts.setdefault("household", {}), facts.setdefault("people", [])
    changed = [f"household.{name}" for name, value in (learned.get("household") or {}).items() if _put(household, name, value)]
    taken: set[str] = set()
    for person in learned.get("people") or []:
        target = _find_or_add(people, person, taken, correcting)
        if target is None:
            continue
        taken.add(target["id"])
        values = {name: value for name, value in person.items() if name not in ("id", "relation")}
        changed += [f"people.{target['id']}.{name}" for name, value in values.items() if _put(target, name, value)]
    return facts, changed


def forget(known: dict[str, Any], path: str) -> dict[str, Any]:
    """The facts without one path; forgetting `people.p2` removes the person."""
    facts = deepcopy(known)
    parts = path.split(".")
    if parts[0] == "household":
        facts.get("household", {}).pop(parts[1], None)
    elif len(parts) == 2:
        facts["people"] = [person for person in facts.get("people", []) if person["id"] != parts[1]]
    else:
        for person in facts.get("people", []):
            if person["id"] == parts[1]:
                person.pop(parts[2], None)
    return facts


def _put(target: dict[str, Any], name: str, value: Any) -> bool:
    if isinstance(value, list) and name in ("difficulties", "nobody") and target.get(name):
        value = sorted({*target[name], *value})
    if target.get(name) == value:
        return False
    target[name] = value
    return True


def _find_or_add(
    people: list[dict[str, Any]], person: dict[str, Any], taken: set[str], correcting: bool
) -> dict[str, Any] | None:
    for known in people:
        if known["id"] == person["id"]:
            return known
    relation = person.get("relation", "other")
    same = [known for known in people if _may_be(known.get("relation"), relation) and known["id"] not in taken]
    fitting = [known for known in same if correcting or not _contradicts(known, person)]
    if relation == "other" and fitting:
        # Two who are nothing but "another person" cannot be told apart.
        return None
    if len(fitting) == 1:
        if relation in CHILDREN - {"child"}:
            fitting[0]["relation"] = relation
        return fitting[0]
    if len(fitting) > 1:
        return None
    return _add(people, relation)


def _may_be(known: str | None, relation: str) -> bool:
    if known == relation:
        return True
    return "child" in (known, relation) and {known, relation} <= CHILDREN


def _contradicts(known: dict[str, Any], person: dict[str, Any]) -> bool:
    """Two children of different age or stage are two children; parents and the speaker are unique."""
    if known.get("relation") not in CHILDREN | {"sibling", "grandchild"}:
        return False
    telling = ("age", "student_stage", "sex")
    return any(name in known and name in person and known[name] != person[name] for name in telling)


def _add(people: list[dict[str, Any]], relation: str) -> dict[str, Any]:
    taken = {known["id"] for known in people}
    identifier = (
        SELF if relation == SELF else next(name for number in range(2, len(people) + 3) if (name := f"p{number}") not in taken)
    )
    people.append({"id": identifier, "relation": relation})
    return people[-1]
