"""The plan: what to apply for first. Urgent aid before all, recognitions before what rests on them, exclusions respected."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.conditions import walk
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
    """Steps in order: urgent aid, then what one is eligible for, then what is worth clearing up at the window.

    What one is eligible for leaves out what it excludes; two that are both still open are both named.
    """
    known = difficulties(judge)
    resting = _resting_on_each(results)
    wanted = [result for result in results if _belongs(result, known)]
    wanted.sort(key=lambda result: _rank(result, known, resting))
    steps: list[PlanStep] = []
    taken: dict[str, Result] = {}
    for result in wanted:
        policy = result.policy
        settled = [other.policy for other in taken.values() if other.verdict == "eligible"]
        if policy.id in taken or any(_excludes(other, policy) for other in settled):
            continue
        taken[policy.id] = result
        steps.append(PlanStep(len(steps) + 1, policy.id, _why(result, known, resting)))
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


def _rank(result: Result, known: frozenset[str], resting: dict[str, int]) -> tuple[bool, bool, int, float]:
    return not _urgent(result, known), result.verdict != "eligible", -resting[result.policy.id], -result.likelihood


def _urgent(result: Result, known: frozenset[str]) -> bool:
    return URGENT in known and URGENT in result.policy.difficulties


def _resting_on_each(results: list[Result]) -> dict[str, int]:
    """For each policy how many others rest on its verdict, directly or through another: the most basic ones come first."""
    possible = {result.policy.id: result.policy for result in results if result.verdict != "ineligible"}
    asks = {
        name: {part.verdict_of for part in walk(policy.rule) if isinstance(part, VerdictCondition)}
        for name, policy in possible.items()
    }
    resting = dict.fromkeys((result.policy.id for result in results), 0)
    for policy_id in asks:
        for basis in _everything_under(policy_id, asks):
            resting[basis] = resting.get(basis, 0) + 1
    return resting


def _everything_under(policy_id: str, asks: dict[str, set[str]]) -> set[str]:
    direct = asks.get(policy_id, set())
    return direct.union(*(_everything_under(basis, asks) for basis in direct))


def _excludes(first: Policy, second: Policy) -> bool:
    pairs = ((first, second), (second, first))
    return any(relation.relation == "excludes" and relation.with_ == b.id for a, b in pairs for relation in a.relations)


def _why(result: Result, known: frozenset[str], resting: dict[str, int]) -> str:
    reasons = wording()["reasons"]
    if _urgent(result, known):
        return str(reasons["urgent"])
    if result.verdict == "undetermined":
        return str(reasons["undetermined"])
    return str(reasons["eligible_first" if resting[result.policy.id] else "eligible"])
