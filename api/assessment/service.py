"""Turns the knowledge package's judgements into the contract's JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from api.assessment.schemas import (
    AmountOut,
    ApplyOut,
    AssessmentOut,
    BenefitOut,
    DaysOut,
    OptionOut,
    PlanStepOut,
    QuestionOut,
    ReasonOut,
    ResultOut,
)
from api.core.clock import today
from api.core.settings import settings
from knowledge.amounts import Amount
from knowledge.catalogue import load_catalogue
from knowledge.eligibility import Judge, Reason, Result, assess
from knowledge.plan import make_plan
from knowledge.planner import Question, fact_label, next_question, person_name
from knowledge.policy import Policy
from knowledge.situation import check_facts
from knowledge.wording import wording


def judge_for(facts: dict[str, Any], locality: str | None = None, as_of: date | None = None) -> Judge:
    """A judge for these facts. Raises FactError when a fact cannot be."""
    catalogue = load_catalogue()
    check_facts(facts, catalogue.dictionary)
    return assess(catalogue, facts, locality=locality or settings().default_locality, as_of=as_of or today())


def assessment(judge: Judge, next_asked: QuestionOut | None) -> AssessmentOut:
    """The whole assessment: verdict of every policy, plan, and the question that comes next."""
    results = judge.results()
    return AssessmentOut(
        as_of=judge.day,
        locality=judge.locality,
        catalogue_version=judge.catalogue.version,
        results=[_result(result, judge) for result in results],
        plan=[PlanStepOut(step=step.step, policy_id=step.policy_id, why=step.why) for step in make_plan(judge, results)],
        next_question=next_asked,
        disclaimer=str(wording()["disclaimer"]),
    )


def question(judge: Judge, skip: Iterable[str] = ()) -> QuestionOut | None:
    """The next question worth asking, or None."""
    found = next_question(judge, skip)
    return question_out(found) if found else None


def question_out(found: Question) -> QuestionOut:
    """A question as it is sent."""
    options = [OptionOut(value=option.value, label=option.label) for option in found.options]
    return QuestionOut(fact=found.fact, text=found.text, why=found.why, options=options, settles=found.settles)


def _result(result: Result, judge: Judge) -> ResultOut:
    policy = result.policy
    days = policy.apply.days
    return ResultOut(
        policy_id=policy.id,
        name=policy.name,
        verdict=result.verdict,
        person=result.person,
        person_name=person_name(judge.situation, result.person) if result.person else None,
        reasons=[_reason(row, policy, judge.day) for row in result.reasons],
        missing=list(result.missing),
        missing_labels=[fact_label(path, judge.situation) for path in result.missing],
        would_change=list(result.would_change),
        benefit=_benefit(policy.benefit.text, policy.benefit.unit, result.amount),
        apply=ApplyOut(
            channel=policy.apply.channel,
            where=policy.apply.where,
            papers=policy.papers,
            days=DaysOut(count=days.count, unit=days.unit, clause=days.clause, note=days.note) if days else None,
        ),
    )


def _reason(row: Reason, policy: Policy, day: date) -> ReasonOut:
    return ReasonOut(
        label=row.label,
        outcome=row.outcome,
        clause=row.clause,
        clause_text=policy.clause_text(row.clause, day),
        facts=row.facts,
        against=row.against,
        note=row.note,
    )


def _benefit(text: str, unit: str | None, amount: Amount) -> BenefitOut:
    if amount.value is None:
        return BenefitOut(text=text, unit=unit)
    shown = amount.value.to_json()
    ends = shown if isinstance(shown, dict) else {"min": shown, "max": shown}
    if amount.at_least:
        ends.pop("max", None)
    return BenefitOut(text=text, unit=unit, amount=AmountOut(**ends), formula=amount.formula)
