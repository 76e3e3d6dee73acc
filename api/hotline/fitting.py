"""The policies for a call: those the facts speak for and those the caller asks about, each with a sentence to read out."""

from __future__ import annotations

from typing import Literal

from api.hotline.schemas import FittingOut
from api.wording import words
from knowledge.eligibility import Judge, Reason, Result
from knowledge.plan import make_plan
from knowledge.planner import fact_labels, person_name

Source = Literal["danger", "facts", "search"]
MOST_BY_FACTS = 6
MOST_BY_SEARCH = 3
# More missing facts than this in one sentence are not listened to.
MOST_NAMED = 2
BEST_FIRST = ("eligible", "undetermined", "ineligible")
OUTCOMES = {"eligible": True, "undetermined": None, "ineligible": False}


def fitting(judge: Judge, urgent: list[str], asked_about: list[str], told: bool) -> list[FittingOut]:
    """The policies: what a danger calls for, what is asked about, then the plan of the facts, each once.

    asked_about: what a search found, the best first; beyond the best only what is not excluded yet.
    told: whether anything is known of the household; a plan on nothing would name everything.
    """
    results = judge.results()
    best = {result.policy.id: result for result in sorted(results, key=lambda each: -BEST_FIRST.index(each.verdict))}
    open_still = [name for name in asked_about[1:] if name in best and best[name].verdict != "ineligible"]
    planned = [step.policy_id for step in make_plan(judge, results)[:MOST_BY_FACTS]] if told else []
    thought_of: dict[str, Source] = {}
    reasons: list[tuple[Source, list[str]]] = [
        ("danger", urgent),
        ("search", asked_about[:1]),
        ("facts", planned),
        ("search", open_still),
    ]
    for source, names in reasons:
        thought_of |= {name: source for name in names if name not in thought_of}
    return [_fitting(source, best[name]) for name, source in thought_of.items() if name in best]


def _fitting(source: Source, result: Result) -> FittingOut:
    policy, judge, reason = result.policy, result.judge, _telling(result)
    clause = reason.clause if reason else None
    return FittingOut(
        policy_id=policy.id,
        name=policy.name,
        department=policy.department,
        source=source,
        verdict=result.verdict,
        person=result.person,
        person_name=_who(result),
        sentence=_sentence(result, reason),
        clause=clause,
        clause_text=policy.clause_text(clause, judge.day) if clause else None,
        missing=list(result.missing),
        missing_labels=fact_labels(result.missing, judge.situation),
        where=policy.apply.where,
        papers=policy.papers,
    )


def _telling(result: Result) -> Reason | None:
    """The condition that shows best why the verdict is what it is."""
    alike = [reason for reason in result.reasons if reason.outcome is OUTCOMES[result.verdict]]
    return next(iter([*alike, *result.reasons]), None)


def _who(result: Result) -> str | None:
    return person_name(result.judge.situation, result.person) if result.person else None


def _sentence(result: Result, reason: Reason | None) -> str:
    wording = words("hotline")["sentences"]
    missing = fact_labels(result.missing, result.judge.situation)[:MOST_NAMED]
    shape = "at_the_window" if result.verdict == "undetermined" and not missing else result.verdict
    values = {
        "name": result.policy.name,
        "who": _who(result) or wording["household"],
        "missing": wording["between"].join(missing),
        "label": reason.label if reason else "",
    }
    return str(wording[shape].format(**values))
