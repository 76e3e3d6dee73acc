"""Which policies a simulated interview can settle, and how many of them are settled by now."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.eligibility import Judge
from knowledge.policy import Policy
from knowledge.truth import Truth
from operations.bench.interviews.households import Facts, Household

Outcome = frozenset[tuple[str | None, Truth]]


@dataclass(frozen=True)
class Target:
    """The policies that answer the stated difficulty and that a household of which all is known has a verdict on.

    apart: how many of them no answer can settle, because a number is unpublished or only the office can say.
    """

    household: Household
    policies: tuple[Policy, ...]
    apart: int

    def settled(self, facts: Facts) -> float:
        """The share that is settled, from 0 to 1."""
        judge = self.household.judge(facts)
        return sum(is_settled(judge, policy) for policy in self.policies) / len(self.policies)


def target(household: Household) -> Target:
    """What the interview of a household should settle."""
    judge = household.judge(household.facts)
    relevant = [policy for policy in judge.policies() if household.difficulty in policy.difficulties]
    settling = tuple(policy for policy in relevant if is_settled(judge, policy))
    return Target(household, settling, len(relevant) - len(settling))


def is_settled(judge: Judge, policy: Policy) -> bool:
    """Whether the verdict on a policy is out for everybody it may be about."""
    return all(truth is not None for _, truth in judge.truths(policy))
