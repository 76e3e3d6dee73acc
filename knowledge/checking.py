"""Checks the entries against each other: nothing may point at what does not exist, and no verdict at itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from knowledge.conditions import conditions_of, parameters_in, tests_at, walk_at
from knowledge.criteria import COMPARISONS
from knowledge.dictionary import expression_facts
from knowledge.entries import Entries
from knowledge.parameters import NATIONAL
from knowledge.policy import Benefit, Condition, Expression, InForce, Overlay, VerdictCondition
from knowledge.reading import Finding, Location

Placed = Sequence[tuple[Location, Condition]]


def check_references(entries: Entries) -> Iterator[Finding]:
    """Every mistake between the entries, whichever file it stands in."""
    for name, policy in entries.policies.items():
        file = f"policies/{NATIONAL}/{name}.yaml"
        yield from _check_rule(file, [(("rule",), policy.rule)], policy.benefit, policy.in_force, entries)
        for position, relation in enumerate(policy.relations):
            if relation.with_ not in entries.policies and relation.with_ not in entries.unread:
                yield Finding(file, ("relations", position, "with"), "no_policy", {"id": relation.with_})
    for place, group in entries.overlays.items():
        for name, overlay in group.items():
            file = f"policies/{place}/{name}.yaml"
            yield from _check_overlay(file, place, overlay, entries)
            yield from _check_rule(file, conditions_of(overlay), overlay.benefit, overlay.in_force, entries)
    yield from _check_no_cycle(entries)


def _check_overlay(file: str, place: str, overlay: Overlay, entries: Entries) -> Iterator[Finding]:
    if overlay.locality != place:
        yield Finding(file, ("locality",), "other_place", {"locality": overlay.locality, "folder": place})
    if overlay.overrides in entries.unread:
        return
    if overlay.overrides not in entries.policies:
        yield Finding(file, ("overrides",), "no_policy", {"id": overlay.overrides})
        return
    known = [name for part in entries.policies[overlay.overrides].rule.all if (name := getattr(part, "id", None))]
    for name in overlay.replace:
        if name not in known:
            yield Finding(file, ("replace", name), "no_condition", {"id": name, "known": ", ".join(known)})


def _check_rule(file: str, conditions: Placed, benefit: Benefit | None, in_force: InForce, entries: Entries) -> Iterator[Finding]:
    if in_force.until is not None and in_force.until < in_force.from_:
        yield Finding(file, ("in_force", "until"), "ends_first", {"from": str(in_force.from_)})
    parts = [found for at, condition in conditions for found in walk_at(condition, at)]
    seen = Counter(name for _, part in parts if (name := getattr(part, "id", None)))
    for at, part in parts:
        if seen[getattr(part, "id", None) or ""] > 1:
            yield Finding(file, (*at, "id"), "repeated_id", {"id": str(getattr(part, "id", ""))})
        if isinstance(part, VerdictCondition):
            yield from _check_verdict(file, (*at, "verdict_of"), part.verdict_of, entries)
        for place, test in tests_at(part, at):
            yield from _check_expression(file, (*place, "fact"), test.fact, entries)
            for verb in test.verbs():
                if verb in COMPARISONS:
                    yield from _check_expression(file, (*place, verb), getattr(test, verb), entries)
    if benefit is not None and benefit.amount is not None:
        yield from _check_expression(file, ("benefit", "amount"), benefit.amount, entries)


def _check_verdict(file: str, at: Location, name: str, entries: Entries) -> Iterator[Finding]:
    if name in entries.unread:
        return
    if name not in entries.policies:
        yield Finding(file, at, "no_policy", {"id": name})
    elif entries.policies[name].about != "household":
        yield Finding(file, at, "about_person", {"id": name})


def _check_expression(file: str, at: Location, expression: Expression, entries: Entries) -> Iterator[Finding]:
    for path in expression_facts(expression):
        if path not in entries.dictionary:
            yield Finding(file, at, "no_fact", {"fact": path})
    known = {name for group in entries.parameters.values() for name in group} | entries.unread
    for parameter in parameters_in(expression):
        if parameter not in known:
            yield Finding(file, at, "no_parameter", {"id": parameter})


def _check_no_cycle(entries: Entries) -> Iterator[Finding]:
    steps = {name: dict(_verdicts(name, entries)) for name in entries.policies}
    told: set[frozenset[str]] = set()
    for name in steps:
        for circle in _circles(name, steps, (name,)):
            if frozenset(circle) not in told:
                told.add(frozenset(circle))
                file, at = steps[name][circle[1]]
                yield Finding(file, at, "circle", {"path": " → ".join(circle)})


def _verdicts(name: str, entries: Entries) -> Iterator[tuple[str, tuple[str, Location]]]:
    """The policies whose verdict a policy rests on, at one place or another, and where it says so."""
    rules: dict[str, Placed] = {NATIONAL: [(("rule",), entries.policies[name].rule)]}
    rules |= {place: conditions_of(group[name]) for place, group in entries.overlays.items() if name in group}
    for place, conditions in rules.items():
        for at, part in (found for start, condition in conditions for found in walk_at(condition, start)):
            if isinstance(part, VerdictCondition):
                yield part.verdict_of, (f"policies/{place}/{name}.yaml", (*at, "verdict_of"))


def _circles(start: str, steps: dict[str, dict[str, tuple[str, Location]]], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways from a policy over verdicts back to itself."""
    for following in steps.get(above[-1], {}):
        if following == start:
            yield (*above, start)
        elif following not in above:
            yield from _circles(start, steps, (*above, following))
