"""Judges every policy for one household on one day: eligible, ineligible or undetermined, each with its reasons.

A verdict is reached in three steps. The rule book of the household's place (`rules.py`) has each policy's conditions as criteria
(`criteria.py`). An evaluation (`evaluation.py`) decides each criterion once for the household. The judge says of whom each
policy is judged and what the outcome is called. Reasons and amounts are worked out when somebody asks a result for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from knowledge.amounts import Amount, Setting
from knowledge.catalogue import Catalogue
from knowledge.criteria import Finding
from knowledge.evaluation import Evaluation
from knowledge.payable import payable
from knowledge.places import place_for
from knowledge.policy import Labelled, Policy, VerdictCondition
from knowledge.rules import Rule, RuleBook
from knowledge.situation import Situation
from knowledge.terms import PeopleTest
from knowledge.truth import Truth
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


class Judge(Evaluation):
    """Judges policies for one situation; whatever several policies ask is decided once."""

    def __init__(
        self,
        catalogue: Catalogue,
        situation: Situation,
        locality: str | None,
        day: date,
        known: Judge | None = None,
        moved: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(situation, known, moved)
        self.catalogue = catalogue
        self.locality = locality
        self.day = day
        self._books: dict[str, RuleBook] = {}

    def supposing(self, answers: Mapping[str, Any]) -> Judge:
        """A judge of the same household with some facts more, by their paths."""
        situation = self.situation
        for path, value in answers.items():
            situation = situation.with_fact(path, value)
        moved = frozenset[str]().union(*(self.situation.moved_by(path, situation) for path in answers))
        return Judge(self.catalogue, situation, self.locality, self.day, self, moved)

    def policies(self) -> list[Policy]:
        """The policies in force, each as it stands for the household's place."""
        return [self._rule(entry).policy for entry in self.catalogue.national_in_force(self.day)]

    def results(self) -> list[Result]:
        """One result per policy, and per person for policies about a person."""
        return [result for entry in self.catalogue.national_in_force(self.day) for result in self.judge(entry)]

    def judge(self, policy: Policy) -> list[Result]:
        """The results of one policy; never empty."""
        rule = self._rule(policy)
        return [Result(rule.policy, VERDICTS[truth], person, rule, self) for person, truth in self.truths(policy)]

    def truths(self, policy: Policy) -> list[tuple[str | None, Truth]]:
        """The bare outcomes of one policy by person of the family; None is the household, or somebody who was not named."""
        criterion = self._rule(policy).criterion
        if policy.about == "household":
            return [(None, self.truth(criterion, None))]
        truths: list[tuple[str | None, Truth]] = [(each, self.truth(criterion, each)) for each in self.situation.members]
        somebody_else = self.situation.people_open or not truths
        if somebody_else and all(truth is False for _, truth in truths):
            truths.append((None, self.truth(criterion, None)))
        return truths

    def settles(self, policy: Policy) -> bool:
        """Whether the verdict on a policy is out, for one person at least where it is about a person."""
        criterion = self._rule(policy).criterion
        people: list[str | None] = [*self.situation.members] if policy.about == "person" else []
        return any(self.truth(criterion, person) is not None for person in people or [None])

    def truth_of(self, policy_id: str) -> Truth:
        """Whether the household fulfils another household policy; a policy not in force is a no."""
        entry = self.catalogue.policies.get(policy_id)
        if entry is None or not entry.in_force.holds_on(self.day):
            return False
        return self.truth(self._rule(entry).criterion, None)

    def holds(self, test: PeopleTest, place: str | None, person: str | None) -> Truth:
        """Whether a bare test of a fact holds, or any of several, by the numbers of that place."""
        return self.truth(self.catalogue.rule_book(place, self.day).test_of_person(test), person)

    def place(self, whose: str) -> str | None:
        """The place that sets the numbers of a policy: the household's by preference, else the one the service is for."""
        return place_for(whose, self.situation.household, self.locality)

    def _rule(self, policy: Policy) -> Rule:
        if policy.place not in self._books:
            self._books[policy.place] = self.catalogue.rule_book(self.place(policy.place), self.day)
        return self._books[policy.place].rule(policy.id)


@dataclass(frozen=True)
class Result:
    """The verdict of one policy, for one person where the policy is about a person; why, once it is asked."""

    policy: Policy
    verdict: Verdict
    person: str | None
    rule: Rule = field(repr=False, compare=False)
    judge: Judge = field(repr=False, compare=False)

    @cached_property
    def finding(self) -> Finding:
        """The outcome of every condition."""
        return self.judge.finding(self.rule.criterion, self.person)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """The conditions as they are shown, in the order of the rule."""
        return tuple(self._reason(_with_facts_of_its_branches(row)) for row in shown(self.finding))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts that could still settle it, in the order of the rule."""
        return self.judge.gap(self.rule.criterion, self.person).facts

    @property
    def open_parameters(self) -> tuple[str, ...]:
        """The numbers nobody could verify for that place and day."""
        return self.judge.gap(self.rule.criterion, self.person).open_parameters

    @property
    def failing(self) -> tuple[str, ...]:
        """The ids of the conditions that say no."""
        return tuple(condition.id for condition in self._against() if condition.id)

    @property
    def would_change(self) -> tuple[str, ...]:
        """The labels of the conditions that stand against it."""
        return tuple(condition.label for condition in self._against())

    @cached_property
    def amount(self) -> Amount:
        """What one gets; without a value where it cannot be computed."""
        amount = self.policy.benefit.amount
        if self.verdict == "ineligible" or amount is None:
            return Amount(None)
        parameters, place = self.judge.catalogue.parameters, self.rule.place
        setting = Setting(self.judge.situation, parameters, place, self.judge.day, self.person)
        return payable(amount, setting, self.judge.catalogue.rule_book(place, self.judge.day), self.judge)

    @property
    def amount_note(self) -> str | None:
        """Why there is no amount, where it is for a number that nobody could verify."""
        unverified = self.amount.open_parameters if self.amount.value is None else ()
        return self._open_parameter_note(unverified[0], "open_amount") if unverified else None

    @cached_property
    def holding(self) -> int:
        """How many conditions are already known to hold."""
        return sum(part.decide(self.judge, self.person) is True for part in self.rule.criterion.parts)

    @property
    def likelihood(self) -> float:
        """From 0 to 1: a policy most of whose conditions hold already is likelier than one of which nothing is known."""
        return (1 + self.holding) / (1 + self.rule.shown)

    def _against(self) -> list[Labelled]:
        return [child.condition for child in self.finding.children if child.outcome is False and child.condition]

    def _reason(self, finding: Finding) -> Reason:
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
            note=self._note(finding),
        )

    def _note(self, finding: Finding) -> str | None:
        # The note of the condition, else of the part of it that leaves it open: there the text says what the window looks at.
        if finding.outcome is not None:
            return None
        if finding.gap.open_parameters:
            return self._open_parameter_note(finding.gap.open_parameters[0], "open_parameter")
        condition = finding.condition
        if isinstance(condition, VerdictCondition):
            name = self.judge.catalogue.policies[condition.verdict_of].name
            return str(wording()["notes"]["other_verdict"].format(name=name))
        if condition is not None and condition.note and finding.hinted:
            return condition.note
        return next((note for part in finding.children if (note := self._note(part))), None)

    def _open_parameter_note(self, identifier: str, sentence: str) -> str:
        notes = wording()["notes"]
        parameter = self.judge.catalogue.parameters.find(identifier, self.rule.place)
        label = parameter.label if parameter else notes["open_parameter_unknown_place"]
        why = (parameter.open if parameter else None) or notes["open_parameter_unknown_place"]
        return str(notes[sentence].format(label=label, why=why))


def shown(finding: Finding) -> list[Finding]:
    """The findings a person sees: the labelled ones."""
    rows = []
    for child in finding.children:
        rows.extend([child] if child.condition else shown(child))
    return rows


def _with_facts_of_its_branches(finding: Finding) -> Finding:
    # Of an alternative, the facts of the branch that decided it, or of all that are open; the limit of the first of them.
    if not finding.children:
        return finding
    deciding = [child for child in finding.children if child.outcome is finding.outcome] or list(finding.children)
    branches = [_with_facts_of_its_branches(child) for child in deciding]
    facts = {path: value for branch in branches for path, value in branch.facts.items()}
    against = next((branch.against for branch in branches if branch.against is not None), None)
    return replace(finding, facts=facts, against=against if finding.against is None else finding.against)


def assess(catalogue: Catalogue, facts: dict[str, Any], *, locality: str | None = None, as_of: date | None = None) -> Judge:
    """A judge for these facts on that day (today by default)."""
    return Judge(catalogue, Situation(facts, catalogue.dictionary), locality, as_of or date.today())
