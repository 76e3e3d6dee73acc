"""Judges every policy for one household on one day: eligible, ineligible or undetermined, each with its reasons."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from knowledge.amounts import Amount, Setting, compute
from knowledge.catalogue import Catalogue
from knowledge.criteria import Finding, Truth, examine
from knowledge.dictionary import ANYBODY
from knowledge.policy import Labelled, Policy, VerdictCondition
from knowledge.situation import Situation
from knowledge.wording import wording

Verdict = Literal["eligible", "ineligible", "undetermined"]
VERDICTS: dict[Truth, Verdict] = {True: "eligible", False: "ineligible", None: "undetermined"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition as it is shown: what it says, what came out, where it stands, which facts it looked at."""

    id: str | None
    label: str
    outcome: Truth
    clause: str
    facts: dict[str, Any]
    against: Any
    note: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict of one policy, for one person where the policy is about a person.

    missing: facts that could still settle it, in the order of the rule. failing: ids of the conditions that say no.
    would_change: labels of the conditions that stand against it. amount is None where it cannot be computed.
    """

    policy: Policy
    verdict: Verdict
    person: str | None
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    failing: tuple[str, ...]
    would_change: tuple[str, ...]
    amount: Amount
    open_parameters: tuple[str, ...]
    # How many conditions are already known to hold.
    holding: int

    @property
    def likelihood(self) -> float:
        """From 0 to 1: a policy most of whose conditions hold already is likelier than one of which nothing is known."""
        return (1 + self.holding) / (1 + len(self.reasons))


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges policies for one situation; verdicts that policies ask of each other are computed once."""

    catalogue: Catalogue
    situation: Situation
    locality: str | None
    day: date
    # Filled on first use; a judge made from another one starts without them.
    _truths: dict[str, Truth] = field(default_factory=dict, init=False, compare=False)
    _results: list[Result] = field(default_factory=list, init=False, compare=False)

    def policies(self) -> list[Policy]:
        """The policies in force, each as it stands for the household's place."""
        return [self._local(name) for name, entry in self.catalogue.policies.items() if entry.in_force.holds_on(self.day)]

    def results(self) -> list[Result]:
        """One result per policy, and per person for policies about a person; computed once."""
        if not self._results:
            self._results.extend(result for policy in self.policies() for result in self.judge(policy))
        return self._results

    def judge(self, policy: Policy) -> list[Result]:
        """The results of one policy; never empty."""
        if policy.about == "household":
            return [self._result(policy, None)]
        results = [self._result(policy, person) for person in self.situation.people]
        somebody_else = self.situation.people_open or not results
        if somebody_else and all(result.verdict == "ineligible" for result in results):
            results.append(replace(self._result(policy, ANYBODY), person=None))
        return results

    def truth_of(self, policy_id: str) -> Truth:
        """Whether the household fulfils another household policy; a policy not in force is a no."""
        if policy_id not in self._truths:
            entry = self.catalogue.policies.get(policy_id)
            in_force = entry is not None and entry.in_force.holds_on(self.day)
            self._truths[policy_id] = self._examine(self._local(policy_id), None).outcome if in_force else False
        return self._truths[policy_id]

    def _local(self, policy_id: str) -> Policy:
        return self.catalogue.policy(policy_id, self._place(self.catalogue.policies[policy_id]), self.day)

    def _place(self, policy: Policy) -> str | None:
        household = self.situation.household
        if policy.place == "locality":
            return self.locality or household.get("residence") or household.get("hukou")
        first, second = ("hukou", "residence") if policy.place == "hukou" else ("residence", "hukou")
        return household.get(first) or household.get(second) or self.locality

    def _setting(self, policy: Policy, person: str | None) -> Setting:
        return Setting(self.situation, self.catalogue.parameters, self._place(policy), self.day, person)

    def _examine(self, policy: Policy, person: str | None) -> Finding:
        return examine(policy.rule, self._setting(policy, person), self.truth_of)

    def _result(self, policy: Policy, person: str | None) -> Result:
        finding = self._examine(policy, person)
        setting = self._setting(policy, person)
        against = [child for child in finding.children if child.outcome is False]
        return Result(
            policy=policy,
            verdict=VERDICTS[finding.outcome],
            person=person,
            reasons=tuple(self._reason(child, setting) for child in shown(finding)),
            missing=finding.missing,
            failing=tuple(child.condition.id for child in against if child.condition and child.condition.id),
            would_change=tuple(child.condition.label for child in against if child.condition),
            amount=self._amount(policy, finding, setting),
            open_parameters=finding.open_parameters,
            holding=sum(child.outcome is True for child in finding.children),
        )

    def _amount(self, policy: Policy, finding: Finding, setting: Setting) -> Amount:
        if finding.outcome is False or policy.benefit.amount is None:
            return Amount(None)
        return compute(policy.benefit.amount, setting)

    def _reason(self, finding: Finding, setting: Setting) -> Reason:
        condition = finding.condition
        if condition is None:
            raise TypeError("only labelled conditions are shown")
        return Reason(
            id=condition.id,
            label=condition.label,
            outcome=finding.outcome,
            clause=condition.clause,
            facts=finding.facts,
            against=finding.against,
            note=self._note(condition, finding, setting),
        )

    def _note(self, condition: Labelled, finding: Finding, setting: Setting) -> str | None:
        if finding.outcome is not None:
            return None
        if finding.open_parameters:
            return self._open_parameter_note(finding.open_parameters[0], setting)
        if isinstance(condition, VerdictCondition):
            name = self.catalogue.policies[condition.verdict_of].name
            return str(wording()["notes"]["other_verdict"].format(name=name))
        return condition.note if finding.hinted else None

    def _open_parameter_note(self, identifier: str, setting: Setting) -> str:
        notes = wording()["notes"]
        parameter = setting.parameters.find(identifier, setting.place)
        label = parameter.label if parameter else notes["open_parameter_unknown_place"]
        why = (parameter.open if parameter else None) or notes["open_parameter_unknown_place"]
        return str(notes["open_parameter"].format(label=label, why=why))


def shown(finding: Finding) -> list[Finding]:
    """The findings a person sees: labelled ones; of an alternative, the branch that decided it, or all that are open."""
    rows = []
    for child in finding.children:
        if child.condition is None:
            rows.extend(shown(child))
            continue
        rows.append(_with_facts_of_its_branches(child))
    return rows


def _with_facts_of_its_branches(finding: Finding) -> Finding:
    if not finding.children:
        return finding
    deciding = [child for child in finding.children if child.outcome is finding.outcome] or list(finding.children)
    facts: dict[str, Any] = {}
    for child in deciding:
        facts |= _with_facts_of_its_branches(child).facts
    return replace(finding, facts=facts)


def assess(catalogue: Catalogue, facts: dict[str, Any], *, locality: str | None = None, as_of: date | None = None) -> Judge:
    """A judge for these facts on that day (today by default)."""
    return Judge(catalogue, Situation(facts, catalogue.dictionary), locality, as_of or date.today())
