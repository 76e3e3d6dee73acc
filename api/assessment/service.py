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
    BesideOut,
    DaysOut,
    NearestMissOut,
    OptionOut,
    PlanStepOut,
    QuestionOut,
    ReasonOut,
    ResultOut,
    TagOut,
    WarningOut,
)
from api.core.clock import today
from api.core.settings import settings
from api.search.windows import where_to_go
from knowledge.amounts import Amount
from knowledge.catalogue import load_catalogue
from knowledge.eligibility import Judge, Reason, Result, assess
from knowledge.indicators import Warned, warnings_of
from knowledge.nearest import NearestMiss, nearest_miss
from knowledge.plan import Beside, PlanStep, make_plan
from knowledge.planner import Question, fact_labels, next_question, person_name
from knowledge.policy import Policy
from knowledge.situation import check_facts
from knowledge.tags import Tagged, tags_of
from knowledge.wording import wording


def judge_for(facts: dict[str, Any], locality: str | None = None, as_of: date | None = None) -> Judge:
    """A judge for these facts. Raises FactError when a fact cannot be."""
    catalogue = load_catalogue()
    check_facts(facts, catalogue.dictionary)
    return assess(catalogue, facts, locality=locality or settings().default_locality, as_of=as_of or today())


def assessment(judge: Judge, next_asked: QuestionOut | None, earlier: Judge | None = None) -> AssessmentOut:
    """The whole assessment: verdict of every policy, plan, tags, warnings, and the question that comes next.

    earlier: the same household as it was known before, for what became of it since.
    """
    results = judge.results()
    missed = nearest_miss(results)
    return AssessmentOut(
        as_of=judge.day,
        locality=judge.locality,
        catalogue_version=judge.catalogue.version,
        results=[_result(result, judge) for result in results],
        plan=[_step(step, judge) for step in make_plan(judge, results)],
        nearest_miss=_nearest_miss(missed, judge) if missed else None,
        tags=tags(judge),
        warnings=warnings(judge, earlier),
        next_question=next_asked,
        disclaimer=str(wording()["disclaimer"]),
    )


def tags(judge: Judge) -> list[TagOut]:
    """The tags of the register that hold or are still possible."""
    return [_tag(tagged, judge) for tagged in tags_of(judge)]


def warnings(judge: Judge, earlier: Judge | None = None) -> list[WarningOut]:
    """What should be looked at again, by the facts and by what became of them since the earlier ones."""
    return [_warning(warned, judge) for warned in warnings_of(judge, earlier)]


def question(judge: Judge, skip: Iterable[str] = ()) -> QuestionOut | None:
    """The next question worth asking, or None."""
    found = next_question(judge, skip)
    return question_out(found) if found else None


def question_out(found: Question) -> QuestionOut:
    """A question as it is sent."""
    options = [OptionOut(value=option.value, label=option.label) for option in found.options]
    return QuestionOut(
        fact=found.fact, facts=list(found.facts), text=found.text, why=found.why, options=options, settles=found.settles
    )


def _step(step: PlanStep, judge: Judge) -> PlanStepOut:
    policy = judge.catalogue.policies[step.policy_id]
    return PlanStepOut(
        step=step.step,
        policy_id=step.policy_id,
        why=step.why,
        follows=[_beside(beside, judge) for beside in step.follows],
        instead_of=[_beside(beside, judge) for beside in step.instead_of],
        where_to_go=where_to_go(policy, judge.situation.household, judge.locality),
    )


def _beside(beside: Beside, judge: Judge) -> BesideOut:
    name = judge.catalogue.policies[beside.policy_id].name
    return BesideOut(policy_id=beside.policy_id, name=name, text=beside.text)


def _nearest_miss(found: NearestMiss, judge: Judge) -> NearestMissOut:
    missed = found.missed
    if missed.verdict == "eligible":
        raise ValueError("what a household is entitled to is no miss")
    return NearestMissOut(
        policy_id=missed.policy.id,
        name=missed.policy.name,
        verdict=missed.verdict,
        against=[_reason(row, missed.policy, judge.day) for row in found.against],
        instead=found.instead.id if found.instead else None,
        why=found.why,
    )


def _tag(tagged: Tagged, judge: Judge) -> TagOut:
    return TagOut(
        id=tagged.tag.id,
        name=tagged.tag.name,
        group=tagged.group.name,
        source=tagged.group.source,
        clauses=tagged.tag.clauses,
        person=tagged.person,
        person_name=_person(tagged.person, judge),
        outcome=True if tagged.sure else None,
        missing=list(tagged.missing),
        missing_labels=fact_labels(tagged.missing, judge.situation),
    )


def _warning(warned: Warned, judge: Judge) -> WarningOut:
    warning = warned.warning
    return WarningOut(
        id=warning.id,
        label=warning.label,
        effect=warning.effect,
        person=warned.person,
        person_name=_person(warned.person, judge),
        policies=warning.policies,
        policy_names=[judge.catalogue.policies[name].name for name in warning.policies],
        do=warning.do,
        hearing=str(wording()["hearing"]) if warning.effect == "review" else None,
        source=warning.source,
    )


def _person(person: str | None, judge: Judge) -> str | None:
    return person_name(judge.situation, person) if person else None


def _result(result: Result, judge: Judge) -> ResultOut:
    policy = result.policy
    days = policy.apply.days
    return ResultOut(
        policy_id=policy.id,
        name=policy.name,
        verdict=result.verdict,
        person=result.person,
        person_name=_person(result.person, judge),
        reasons=[_reason(row, policy, judge.day) for row in result.reasons],
        missing=list(result.missing),
        missing_labels=fact_labels(result.missing, judge.situation),
        would_change=list(result.would_change),
        benefit=_benefit(result),
        apply=ApplyOut(
            channel=policy.apply.channel,
            where=policy.apply.where,
            papers=policy.papers,
            days=DaysOut(count=days.count, unit=days.unit, clause=days.clause, note=days.note) if days else None,
            steps=policy.apply.steps,
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


def _benefit(result: Result) -> BenefitOut:
    benefit, amount = result.policy.benefit, result.amount
    return BenefitOut(
        text=benefit.text,
        unit=benefit.unit,
        amount=_amount(amount),
        formula=amount.formula or None,
        missing=fact_labels(amount.missing, result.judge.situation),
        note=result.amount_note,
    )


def _amount(amount: Amount) -> AmountOut | None:
    """The ends people are told; None where there is none to tell."""
    if amount.value is None:
        return None
    shown = amount.value.to_json()
    ends = shown if isinstance(shown, dict) else {"min": shown, "max": shown}
    untold = [end for end, untold in (("max", amount.at_least), ("min", amount.at_most)) if untold]
    told = {end: value for end, value in ends.items() if end not in untold}
    return AmountOut(**told) if told else None
