"""Conditions as rows and back: one row for each, indented by its depth, those inside another right below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from knowledge.reading import Location

VERBS = ("is", "below", "at_most", "above", "at_least", "one_of", "includes", "excludes")
KINDS = ("fact", "count_of", "verdict_of", "all", "any", "not")
# What a row of a condition says beside its kind, its verb and how deep it stands.
WORDS = ("id", "label", "clause", "fact", "verdict_of", "when_no", "note")

Raw = dict[str, Any]


@dataclass
class Row:
    """One condition as its row says it; number is that of the row in its sheet."""

    number: int
    values: Raw
    inside: list[Row] = field(default_factory=list)


def condition_rows(entry: Raw) -> Iterator[Raw]:
    """The rows of all conditions of a policy or an overlay, by the paths of the columns."""
    for part in entry.get("rule", {}).get("all", []):
        yield from _rows(part, 1, {"use": "rule"})
    for name, part in entry.get("replace", {}).items():
        yield from _rows(part, 1, {"use": "replace", "replaces": name})
    for part in entry.get("add", []):
        yield from _rows(part, 1, {"use": "add"})


def _rows(condition: Raw, depth: int, above: Raw) -> Iterator[Raw]:
    kind = next(kind for kind in KINDS if kind in condition)
    row = {**above, "depth": depth, "kind": kind} | {name: condition[name] for name in WORDS if name in condition}
    for verb in VERBS:
        if verb in condition:
            row |= {"verb": verb, "value": condition[verb]}
    yield row
    for part in _inside(kind, condition):
        yield from _rows(part, depth + 1, {})


def _inside(kind: str, condition: Raw) -> list[Raw]:
    if kind in ("fact", "verdict_of"):
        return []
    if kind == "not":
        return [condition["not"]]
    inside: list[Raw] = condition["count_of"]["where"] if kind == "count_of" else condition[kind]
    return inside


@dataclass
class Rebuilt:
    """The conditions of one entry, where each of their fields stood, and the rows whose depth or kind cannot be."""

    entry: Raw = field(default_factory=dict)
    cells: dict[Location, tuple[int, str]] = field(default_factory=dict)
    misplaced: list[tuple[int, str, str]] = field(default_factory=list)


def conditions_from(rows: list[Row], national: bool) -> Rebuilt:
    """The conditions that these rows describe, as an entry has them. misplaced: row, path of the column, what is wrong."""
    found = Rebuilt()
    for row in _nested(rows, found):
        use = row.values.get("use")
        if use is None or (use == "rule") != national:
            found.misplaced.append((row.number, "use", "use_of_condition"))
            continue
        if use == "replace":
            at: Location = ("replace", row.values.get("replaces", ""))
            found.cells[at] = (row.number, "replaces")
            found.entry.setdefault("replace", {})[at[1]] = _condition(row, at, found)
        elif use == "add":
            added = found.entry.setdefault("add", [])
            added.append(_condition(row, ("add", len(added)), found))
        else:
            parts = found.entry.setdefault("rule", {"all": []})["all"]
            parts.append(_condition(row, ("rule", "all", len(parts)), found))
    return found


def _nested(rows: list[Row], found: Rebuilt) -> list[Row]:
    """The rows of depth 1, each with those below it inside."""
    above: list[Row] = []
    tops: list[Row] = []
    for row in rows:
        depth = row.values.get("depth")
        if not isinstance(depth, int) or not 1 <= depth <= len(above) + 1:
            found.misplaced.append((row.number, "depth", "depth_of_condition"))
            continue
        if row.values.get("kind") is None:
            found.misplaced.append((row.number, "kind", "missing"))
        del above[depth - 1 :]
        if above and above[-1].values.get("kind") in ("fact", "verdict_of"):
            found.misplaced.append((row.number, "depth", "depth_of_condition"))
        (above[-1].inside if above else tops).append(row)
        above.append(row)
    return tops


def _condition(row: Row, at: Location, found: Rebuilt) -> Raw:
    values = row.values
    kind = values.get("kind")
    condition: Raw = {name: values[name] for name in WORDS if name in values}
    found.cells.setdefault(at, (row.number, "kind"))
    found.cells |= {(*at, name): (row.number, name) for name in WORDS}
    found.cells |= {(*at, verb): (row.number, "value") for verb in VERBS}
    if (verb := values.get("verb")) is not None and "value" in values:
        condition[verb] = values["value"]
    if kind in ("all", "any"):
        condition[kind] = [_condition(part, (*at, kind, place), found) for place, part in enumerate(row.inside)]
    elif kind == "not":
        parts = [_condition(part, (*at, "not"), found) for part in row.inside[:1]]
        condition["not"] = parts[0] if parts else {}
        found.misplaced += [(part.number, "depth", "one_inside_not") for part in row.inside[1:]]
    elif kind == "count_of":
        parts = [_condition(part, (*at, "count_of", "where", place), found) for place, part in enumerate(row.inside)]
        condition["count_of"] = {"where": parts}
    return condition
