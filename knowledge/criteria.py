"""Conditions with three values: yes, no, unknown (Kleene). Each finding knows its clause and what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.amounts import Amount, Setting, compute
from knowledge.dictionary import ANYBODY, expression_facts
from knowledge.policy import (
    AllOf,
    AnyOf,
    AnyTest,
    Condition,
    CountCondition,
    FactCondition,
    FactTest,
    Labelled,
    Not,
    VerdictCondition,
)
from knowledge.ranges import Range

Truth = bool | None
# The verdict of another policy for the same household: yes, no or unknown.
VerdictOf = Callable[[str], Truth]
# The fact that says whose parameters apply when no place is known at all.
PLACE = "household.hukou"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one condition.

    facts: the known facts it looked at, by path. against: the value compared with. missing: paths of facts that
    could still settle it. open_parameters: numbers nobody could verify for that place and day.
    hinted: the test failed, but the locality may exempt, so the outcome is unknown.
    """

    outcome: Truth
    condition: Labelled | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    against: Any = None
    missing: tuple[str, ...] = ()
    open_parameters: tuple[str, ...] = ()
    hinted: bool = False
    children: tuple[Finding, ...] = ()


def all_of(outcomes: Iterable[Truth]) -> Truth:
    """Kleene conjunction: one no is no, else one unknown is unknown."""
    seen = set(outcomes)
    return False if False in seen else None if None in seen else True


def any_of(outcomes: Iterable[Truth]) -> Truth:
    """Kleene disjunction: one yes is yes, else one unknown is unknown."""
    seen = set(outcomes)
    return True if True in seen else None if None in seen else False


def examine(condition: Condition, setting: Setting, verdict_of: VerdictOf) -> Finding:
    """The finding of one condition, with those of its parts."""
    match condition:
        case AllOf(all=parts):
            return _joined(None, [examine(part, setting, verdict_of) for part in parts], all_of)
        case AnyOf(any=parts):
            finding = _joined(condition, [examine(part, setting, verdict_of) for part in parts], any_of)
        case Not(not_=part):
            finding = _negated(condition, examine(part, setting, verdict_of))
        case VerdictCondition():
            finding = Finding(False if verdict_of(condition.verdict_of) is False else None, condition)
        case CountCondition():
            finding = _count(condition, setting)
        case FactCondition():
            finding = replace(examine_test(condition, setting), condition=condition)
    if finding.outcome is False and condition.when_no == "unknown":
        return replace(finding, outcome=None, hinted=True, missing=())
    return finding


def _joined(condition: Labelled | None, children: list[Finding], join: Callable[[Iterable[Truth]], Truth]) -> Finding:
    outcome = join(child.outcome for child in children)
    undecided = [child for child in children if child.outcome is None] if outcome is None else []
    return Finding(
        outcome,
        condition,
        missing=_merged(child.missing for child in undecided),
        open_parameters=_merged(child.open_parameters for child in undecided),
        hinted=any(child.hinted for child in undecided),
        children=tuple(children),
    )


def _negated(condition: Not, child: Finding) -> Finding:
    outcome = None if child.outcome is None else not child.outcome
    return replace(child, outcome=outcome, condition=condition, children=(child,))


def _merged(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))


def examine_test(test: FactTest, setting: Setting) -> Finding:
    """The finding of one bare test of a fact."""
    verb = test.verbs()[0]
    if verb in ("below", "at_most", "above", "at_least"):
        return _comparison(test, verb, setting)
    path = setting.situation.path_for(test.fact, setting.person)
    value = setting.situation.value(test.fact, setting.person)
    if value is None:
        return Finding(None, missing=(path,), against=getattr(test, verb))
    shown = value.to_json() if isinstance(value, Range) else value
    return Finding(_matches(test, verb, shown), facts={path: shown}, against=getattr(test, verb))


def _matches(test: FactTest, verb: str, value: Any) -> Truth:
    if isinstance(value, dict):
        return None
    if verb == "is_":
        return bool(value == test.is_)
    if verb == "one_of":
        return value in (test.one_of or [])
    listed = set(value) if isinstance(value, list) else {value}
    shared = bool(listed & set(test.includes or test.excludes or []))
    return shared if verb == "includes" else not shared


def _comparison(test: FactTest, verb: str, setting: Setting) -> Finding:
    measured = compute(test.fact, setting)
    limit = compute(getattr(test, verb), setting)
    facts = _facts_behind(test.fact, measured, setting)
    against = limit.value.to_json() if limit.value else None
    if measured.value is None or limit.value is None:
        return Finding(None, None, facts, against, _missing(test, verb, measured, limit, setting), limit.open_parameters)
    outcome = _compare(verb, measured.value, limit.value)
    missing = _imprecise_behind(test, verb, setting) if outcome is None else ()
    return Finding(outcome, None, facts, against, missing)


def _compare(verb: str, measured: Range, limit: Range) -> Truth:
    if verb == "below":
        return measured.below(limit)
    if verb == "at_most":
        return measured.at_most(limit)
    opposite = measured.at_most(limit) if verb == "above" else measured.below(limit)
    return None if opposite is None else not opposite


def _missing(test: FactTest, verb: str, measured: Amount, limit: Amount, setting: Setting) -> tuple[str, ...]:
    """Asking helps only where an answer could settle the condition: not while the limit itself is unpublished."""
    if limit.open_parameters:
        return () if setting.place else (PLACE,)
    return _merged((measured.missing, limit.missing)) or _imprecise_behind(test, verb, setting)


def _imprecise_behind(test: FactTest, verb: str, setting: Setting) -> tuple[str, ...]:
    """What is vague on either side: the limit may rest on facts too (a share of the income)."""
    return _merged(_imprecise(path, setting) for path in (test.fact, *expression_facts(getattr(test, verb))))


def _imprecise(path: str, setting: Setting) -> tuple[str, ...]:
    """The base facts that are known only as a range: a more exact answer may settle the condition."""
    bases = setting.dictionary.base_facts(path)
    vague = [
        base for base in bases if not (isinstance(value := setting.situation.value(base, setting.person), Range) and value.exact)
    ]
    return tuple(dict.fromkeys(setting.situation.path_for(base, setting.person) for base in vague))


def _facts_behind(path: str, measured: Amount, setting: Setting) -> dict[str, Any]:
    facts = {}
    for base in setting.dictionary.base_facts(path):
        value = setting.situation.value(base, setting.person)
        if isinstance(value, Range):
            facts[setting.situation.path_for(base, setting.person)] = value.to_json()
    if path in setting.dictionary.derived and measured.value is not None:
        facts[path] = measured.value.to_json()
    return facts


def _count(condition: CountCondition, setting: Setting) -> Finding:
    people = list(setting.situation.people)
    findings = {person: _person_matches(condition, setting, person) for person in people}
    if setting.situation.people_open:
        findings.setdefault(ANYBODY, _person_matches(condition, setting, ANYBODY))
    sure = sum(finding.outcome is True for person, finding in findings.items() if person != ANYBODY or ANYBODY in people)
    possible = [finding for finding in findings.values() if finding.outcome is None]
    unnamed_possible = setting.situation.people_open and findings[ANYBODY].outcome is not False
    most = float("inf") if unnamed_possible else sure + len(possible)
    counted = Range(float(sure), most)
    if condition.at_least is not None:
        outcome = _compare("at_least", counted, Range(condition.at_least, condition.at_least))
    else:
        outcome = counted.at_most(Range(condition.at_most or 0, condition.at_most or 0))
    undecided = possible if outcome is None else []
    facts = {path: value for finding in findings.values() if finding.outcome for path, value in finding.facts.items()}
    return Finding(
        outcome,
        condition,
        facts,
        condition.at_least if condition.at_least is not None else condition.at_most,
        missing=_merged(finding.missing for finding in undecided),
        open_parameters=_merged(finding.open_parameters for finding in undecided),
    )


def _person_matches(condition: CountCondition, setting: Setting, person: str) -> Finding:
    about = replace(setting, person=person)
    findings = [
        _any_test(test, about) if isinstance(test, AnyTest) else examine_test(test, about) for test in condition.count_of.where
    ]
    joined = _joined(None, findings, all_of)
    return replace(joined, facts={path: value for finding in findings for path, value in finding.facts.items()})


def _any_test(test: AnyTest, setting: Setting) -> Finding:
    findings = [examine_test(part, setting) for part in test.any]
    facts = {path: value for finding in findings if finding.outcome for path, value in finding.facts.items()}
    return replace(_joined(None, findings, any_of), facts=facts)
