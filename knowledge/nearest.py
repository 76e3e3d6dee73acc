"""The nearest miss: along 低保 → 低保边缘 → 刚性支出 → 临时救助, what a household just misses and what it is shown instead."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.eligibility import Reason, Result
from knowledge.plan import plan_order
from knowledge.policy import Policy
from knowledge.wording import wording


@dataclass(frozen=True, slots=True)
class NearestMiss:
    """missed: what the household misses. against: the conditions that stand against it, with the facts that would change it.

    instead: the next in the chain that is not ruled out. why: the whole in one sentence, fit to show.
    """

    missed: Result
    against: tuple[Reason, ...]
    instead: Policy | None
    why: str


def nearest_miss(results: list[Result]) -> NearestMiss | None:
    """Where a household stands in the chain; None where it gets the first or nothing is ruled out yet.

    It is the last miss before the first link the household is entitled to; where it is entitled to none, the one with the
    fewest conditions against it.
    """
    by_id = {result.policy.id: result for result in results}
    chain = [by_id[name] for name in plan_order().chain if name in by_id]
    reached = next((position for position, link in enumerate(chain) if link.verdict == "eligible"), len(chain))
    misses = [position for position in range(reached) if _is_miss(chain[position])]
    if not misses:
        return None
    entitled = reached < len(chain)
    position = misses[-1] if entitled else min(misses, key=lambda each: (len(_against(chain[each])), -each))
    following = (link.policy for link in chain[position + 1 :] if link.verdict != "ineligible")
    missed, instead = chain[position], next(following, None)
    return NearestMiss(missed, _against(missed), instead, _why(missed, instead))


def _is_miss(result: Result) -> bool:
    """A no, or what only the window could still turn into a yes; what waits for an answer or a number is no miss yet."""
    open_still = bool(result.missing or result.open_parameters)
    return result.verdict == "ineligible" or (result.verdict == "undetermined" and not open_still and bool(_against(result)))


def _against(result: Result) -> tuple[Reason, ...]:
    """The conditions that say no; where none does, those the window would have to judge."""
    refused = tuple(reason for reason in result.reasons if reason.outcome is False)
    return refused or tuple(reason for reason in result.reasons if reason.outcome is None and reason.note)


def _why(missed: Result, instead: Policy | None) -> str:
    words = wording()["nearest_miss"]
    labels = words["separator"].join(reason.label for reason in _against(missed))
    sentence = words["refused" if missed.verdict == "ineligible" else "window"].format(name=missed.policy.name, labels=labels)
    return str(sentence + (words["instead"].format(name=instead.name) if instead else ""))
