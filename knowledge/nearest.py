"""The nearest miss: along 低保 → 低保边缘 → 刚性支出 → 临时救助, what a household just misses and what it is shown instead."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from knowledge.eligibility import Reason, Result
from knowledge.plan import plan_order
from knowledge.policy import Policy
from knowledge.ranges import plain
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
    """Where a household stands in the chain; None where it gets the first, or an answer or a number could still bring that.

    It is the first link where only the window can say, else the last refused before the first that is not ruled out; where all
    are refused, the one with the fewest conditions against it, of several the last.
    """
    by_id = {result.policy.id: result for result in results}
    chain = [by_id[name] for name in plan_order().chain if name in by_id]
    refused = list(takewhile(lambda link: link.verdict == "ineligible", chain))
    if not refused:
        missed = chain[0] if chain and _is_for_the_window(chain[0]) else None
    elif len(refused) < len(chain):
        missed = refused[-1]
    else:
        missed = min(reversed(chain), key=lambda link: len(_against(link)))
    if missed is None:
        return None
    below = chain[chain.index(missed) + 1 :]
    instead = next((link.policy for link in below if link.verdict != "ineligible"), None)
    return NearestMiss(missed, _against(missed), instead, _why(missed, instead))


def _is_for_the_window(result: Result) -> bool:
    """Whether neither an answer nor a published number could settle it."""
    return result.verdict == "undetermined" and not (result.missing or result.open_parameters) and bool(_against(result))


def _against(result: Result) -> tuple[Reason, ...]:
    """The conditions that say no; where none does, those the window would have to judge."""
    refused = tuple(reason for reason in result.reasons if reason.outcome is False)
    return refused or tuple(reason for reason in result.reasons if reason.outcome is None and reason.note)


def _measured(reason: Reason, missed: Result) -> str:
    """The label, with how far off it is where both sides are numbers; of several facts, the one worked out from the others."""
    derived = missed.judge.catalogue.dictionary.derived
    shown = [path for path in reason.facts if path in derived] or list(reason.facts)
    value, limit = (reason.facts[shown[0]] if len(shown) == 1 else None), reason.against
    if isinstance(value, bool) or not isinstance(value, int | float) or not isinstance(limit, int | float):
        return reason.label
    measured = wording()["nearest_miss"]["measured"]
    return str(measured.format(label=reason.label, value=plain(round(value, 2)), limit=plain(limit)))


def _why(missed: Result, instead: Policy | None) -> str:
    words = wording()["nearest_miss"]
    labels = words["separator"].join(_measured(reason, missed) for reason in _against(missed))
    sentence = words["refused" if missed.verdict == "ineligible" else "window"].format(name=missed.policy.name, labels=labels)
    return str(sentence + (words["instead"].format(name=instead.name) if instead else ""))
