"""Checks the entries against each other: nothing may point at what does not exist, and no verdict at itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from knowledge.benefit import Benefit, Branches, Payment, ends
from knowledge.conditions import conditions_of, parameters_in, tests_at, tests_of_people, walk_at
from knowledge.dictionary import FactDefinition, SameFact, expression_facts
from knowledge.entries import Entries
from knowledge.implied import RELEVANCE
from knowledge.parameters import NATIONAL
from knowledge.policy import Condition, InForce, Overlay, VerdictCondition
from knowledge.reading import Finding, Location
from knowledge.terms import Expression, FactTest, Scalar, alternatives
from knowledge.truth import COMPARISONS

FACTS = "facts.yaml"
Placed = Sequence[tuple[Location, Condition]]
# By name: what it rests on, and in which file and where it says so.
Steps = dict[str, dict[str, tuple[str, Location]]]


def check_references(entries: Entries) -> Iterator[Finding]:
    """Every mistake between the entries, whichever file it stands in."""
    # A catalogue of a few entries may do without the numbers that the dictionary's signals use; the audit looks at all.
    yield from (found for found in check_dictionary(entries) if found.kind != "no_parameter")
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


def check_dictionary(entries: Entries) -> Iterator[Finding]:
    """Every mistake of `facts.yaml` about its own facts and the parameters."""
    facts = entries.dictionary
    for path, derived in facts.derived.items():
        yield from _check_expression(FACTS, ("derived", path, "from"), derived.from_, entries)
    for path, parts in facts.lower_bounds.items():
        for name in (path, *parts):
            yield from _check_expression(FACTS, ("lower_bounds", path), name, entries)
    for position, signal in enumerate(facts.signals):
        yield from check_test(FACTS, ("signals", position, "when"), signal.when, entries)
    for group, definitions in (("household", facts.household), ("person", facts.person)):
        for name, definition in definitions.items():
            yield from _check_gates(group, name, definition, entries)
    for path, same in facts.same.items():
        yield from _check_same(path, same, entries)
    steps: Steps = {
        path: {used: (FACTS, ("derived", path, "from")) for used in expression_facts(derived.from_)}
        for path, derived in facts.derived.items()
    }
    steps |= {path: dict.fromkeys(implied.rests_on, (FACTS, _place(path))) for path, implied in facts.implied.items()}
    yield from _told_circles(steps, "fact_circle")


def _place(path: str) -> Location:
    return (*path.split("."), "otherwise")


def _check_gates(group: str, name: str, definition: FactDefinition, entries: Entries) -> Iterator[Finding]:
    """What a question waits for, and what is so where it is closed: an answer the fact can have, by plain facts."""
    gates: list[FactTest] = []
    for key in ("asked_after", "asked_unless"):
        if (test := getattr(definition, key)) is not None:
            gates += alternatives(test)
            for part in alternatives(test):
                yield from check_test(FACTS, (group, name, key), part, entries)
    if definition.otherwise is None:
        return
    at: Location = (group, name, "otherwise")
    if definition.otherwise not in _answers(definition):
        known = ", ".join(map(str, _answers(definition)))
        yield Finding(FACTS, at, "no_answer", {"fact": f"{group}.{name}", "found": str(definition.otherwise), "known": known})
    if not any(test.fact != RELEVANCE for test in gates) or not all(_is_plain(test, group, entries) for test in gates):
        yield Finding(FACTS, at, "implied_by_nothing")


def _check_same(path: str, same: SameFact, entries: Entries) -> Iterator[Finding]:
    """Two facts of one type, neither of which has an implied value of its own, and a test that can be decided by plain facts."""
    at: Location = ("same", path)
    for fact in (path, same.as_):
        if fact not in entries.dictionary or fact in entries.dictionary.derived:
            yield Finding(FACTS, at, "no_fact", {"fact": fact})
            return
    yield from check_test(FACTS, (*at, "when"), same.when, entries)
    one, other = entries.dictionary.definition(path), entries.dictionary.definition(same.as_)
    group = path.split(".")[0]
    if one.type != other.type or one.otherwise is not None or not _is_plain(same.when, group, entries):
        yield Finding(FACTS, at, "implied_by_nothing")


def _is_plain(test: FactTest, group: str, entries: Entries) -> bool:
    """Whether a gate can be decided by the facts alone, without the numbers of a place and without knowing whose they are."""
    (verb,) = test.verbs()
    constant = verb not in COMPARISONS or isinstance(getattr(test, verb), int | float)
    return constant and test.fact not in entries.dictionary.derived and test.fact.startswith(("household.", f"{group}."))


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
    yield from check_conditions(file, conditions, entries)
    if benefit is not None:
        yield from _check_benefit(file, benefit, entries)


def _check_benefit(file: str, benefit: Benefit, entries: Entries) -> Iterator[Finding]:
    known = _known_parameters(entries)
    for name in benefit.parameters_in_text():
        if name not in known:
            yield Finding(file, ("benefit", "text"), "no_parameter", {"id": name})
    at: Location = ("benefit", "amount")
    if isinstance(benefit.amount, Branches):
        for position, branch in enumerate(benefit.amount.branches):
            place = (*at, "branches", position)
            for where, test in tests_of_people(branch.when, (*place, "when")):
                yield from check_test(file, where, test, entries)
            yield from _check_payment(file, (*place, "amount"), branch.amount, entries)
    elif benefit.amount is not None:
        yield from _check_payment(file, at, benefit.amount, entries)


def _check_payment(file: str, at: Location, payment: Payment, entries: Entries) -> Iterator[Finding]:
    for end in ends(payment):
        yield from _check_expression(file, at, end, entries)


def check_conditions(file: str, conditions: Placed, entries: Entries) -> Iterator[Finding]:
    """Every mistake in the conditions of one file: what they point at, and ids given twice."""
    parts = [found for at, condition in conditions for found in walk_at(condition, at)]
    seen = Counter(name for _, part in parts if (name := getattr(part, "id", None)))
    for at, part in parts:
        if seen[getattr(part, "id", None) or ""] > 1:
            yield Finding(file, (*at, "id"), "repeated_id", {"id": str(getattr(part, "id", ""))})
        if isinstance(part, VerdictCondition):
            yield from _check_verdict(file, (*at, "verdict_of"), part.verdict_of, entries)
        for place, test in tests_at(part, at):
            yield from check_test(file, place, test, entries)


def check_test(file: str, at: Location, test: FactTest, entries: Entries) -> Iterator[Finding]:
    """Every mistake in one test of a fact: the fact, what it is compared with, answers the fact never has."""
    yield from _check_expression(file, (*at, "fact"), test.fact, entries)
    (verb,) = test.verbs()
    if verb in COMPARISONS:
        yield from _check_expression(file, (*at, verb), getattr(test, verb), entries)
    elif test.fact in entries.dictionary and test.fact not in entries.dictionary.derived:
        definition = entries.dictionary.definition(test.fact)
        expected = _answers(definition)
        value = getattr(test, verb)
        wrong = [item for item in (value if isinstance(value, list) else [value]) if expected and item not in expected]
        if wrong:
            known = ", ".join(sorted(map(str, expected)))
            yield Finding(file, (*at, verb.rstrip("_")), "no_answer", {"fact": test.fact, "found": str(wrong[0]), "known": known})


def _answers(definition: FactDefinition) -> list[Scalar]:
    """What a fact can be, where the dictionary lists it; none where it does not."""
    if definition.type == "boolean":
        return [True, False]
    if definition.type == "choice":
        return [option.value for option in definition.options]
    return list(definition.items) if definition.type == "list" and definition.closed else []


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
    known = _known_parameters(entries)
    for parameter in parameters_in(expression):
        if parameter not in known:
            yield Finding(file, at, "no_parameter", {"id": parameter})


def _known_parameters(entries: Entries) -> set[str]:
    return {name for group in entries.parameters.values() for name in group} | entries.unread


def _check_no_cycle(entries: Entries) -> Iterator[Finding]:
    yield from _told_circles({name: dict(_verdicts(name, entries)) for name in entries.policies}, "circle")


def _told_circles(steps: Steps, kind: str) -> Iterator[Finding]:
    told: set[frozenset[str]] = set()
    for name in steps:
        for circle in _circles(name, steps, (name,)):
            if frozenset(circle) not in told:
                told.add(frozenset(circle))
                file, at = steps[name][circle[1]]
                yield Finding(file, at, kind, {"path": " → ".join(circle)})


def _verdicts(name: str, entries: Entries) -> Iterator[tuple[str, tuple[str, Location]]]:
    """The policies whose verdict a policy rests on, at one place or another, and where it says so."""
    rules: dict[str, Placed] = {NATIONAL: [(("rule",), entries.policies[name].rule)]}
    rules |= {place: conditions_of(group[name]) for place, group in entries.overlays.items() if name in group}
    for place, conditions in rules.items():
        for at, part in (found for start, condition in conditions for found in walk_at(condition, start)):
            if isinstance(part, VerdictCondition):
                yield part.verdict_of, (f"policies/{place}/{name}.yaml", (*at, "verdict_of"))


def _circles(start: str, steps: Steps, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways from a name over what it rests on back to itself."""
    for following in steps.get(above[-1], {}):
        if following == start:
            yield (*above, start)
        elif following not in above:
            yield from _circles(start, steps, (*above, following))
