"""The plan: what to apply for first. Urgent aid before all, recognitions before what rests on them, exclusions respected."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.catalogue import walk
from knowledge.eligibility import Judge, Result
from knowledge.policy import Policy, VerdictCondition
from knowledge.relevance import concerns, difficulties
from knowledge.wording import wording

URGENT = "sudden"
# Less likely than this, a policy that is still open is no step to send anybody on.
LIKELY_ENOUGH = 0.3


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step of the plan; `why` is fit to show."""

    step: int
    policy_id: str
    why: str


def make_plan(judge: Judge, results: list[Result]) -> list[PlanStep]:
    """Steps in order: urgent aid, then what one is eligible for, then what is worth clearing up at the window."""
    known = difficulties(judge)
    wanted = [result for result in results if _belongs(result, known)]
    wanted.sort(key=lambda result: _rank(result, known, results))
    steps: list[PlanStep] = []
    taken: dict[str, Policy] = {}
    for result in wanted:
        policy = result.policy
        if policy.id in taken or any(_excludes(other, policy) for other in taken.values()):
            continue
        taken[policy.id] = policy
        steps.append(PlanStep(len(steps) + 1, policy.id, _why(result, known, results)))
    return steps


def _belongs(result: Result, known: frozenset[str]) -> bool:
    if result.verdict == "eligible":
        return True
    return (
        result.verdict == "undetermined"
        and bool(known)
        and concerns(result.policy, known)
        and result.likelihood >= LIKELY_ENOUGH
        and result.holding > 0
    )


def _rank(result: Result, known: frozenset[str], results: list[Result]) -> tuple[bool, bool, bool, float]:
    urgent = _urgent(result, known)
    return not urgent, result.verdict != "eligible", not _is_asked_for(result, results), -result.likelihood


def _urgent(result: Result, known: frozenset[str]) -> bool:
    return URGENT in known and URGENT in result.policy.difficulties


def _is_asked_for(result: Result, results: list[Result]) -> bool:
    """Whether another policy's rule asks for this one's verdict."""
    return any(
        isinstance(part, VerdictCondition) and part.verdict_of == result.policy.id
        for other in results
        if other.verdict != "ineligible"
        for part in walk(other.policy.rule)
    )


def _excludes(first: Policy, second: Policy) -> bool:
    pairs = ((first, second), (second, first))
    return any(relation.relation == "excludes" and relation.with_ == b.id for a, b in pairs for relation in a.relations)


def _why(result: Result, known: frozenset[str], results: list[Result]) -> str:
    reasons = wording()["reasons"]
    if _urgent(result, known):
        return str(reasons["urgent"])
    if result.verdict == "undetermined":
        return str(reasons["undetermined"])
    return str(reasons["eligible_first" if _is_asked_for(result, results) else "eligible"])
