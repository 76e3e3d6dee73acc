"""The conditions of the policy files as criteria: made once for a place and a day, and those that say the same are one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from knowledge.criteria import Comparison, Count, Criterion, Joined, Match, Negation, OtherVerdict, Stated
from knowledge.expressions import CalculatedNumber, FactNumber, FixedNumber, Number, calculate
from knowledge.policy import AllOf, AnyOf, Condition, CountCondition, FactCondition, Not, Policy, VerdictCondition
from knowledge.ranges import Range
from knowledge.terms import Expression, FactTest, ParameterUse, PeopleTest, operands
from knowledge.truth import COMPARISONS, all_of, any_of

if TYPE_CHECKING:
    from knowledge.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Rule:
    """A policy as it stands at one place on one day, and what has to hold for it; shown: how many conditions people see."""

    policy: Policy
    criterion: Joined
    place: str | None
    shown: int


class RuleBook:
    """What the policies and their conditions say at one place on one day: overlays applied, parameters become numbers."""

    def __init__(self, catalogue: Catalogue, place: str | None, day: date) -> None:
        self.catalogue = catalogue
        self.place = place
        self.day = day
        self._rules: dict[str, Rule] = {}
        self._criteria: dict[Hashable, Criterion] = {}
        self._numbers: dict[Hashable, Number] = {}

    def rule(self, policy_id: str) -> Rule:
        """The rule of a policy that is in force."""
        if policy_id not in self._rules:
            policy = self.catalogue.policy(policy_id, self.place, self.day)
            self._rules[policy_id] = Rule(policy, self._all_of(policy.rule), self.place, shown_conditions(policy.rule))
        return self._rules[policy_id]

    def criterion(self, condition: Condition) -> Criterion:
        """A condition of a policy file."""
        if isinstance(condition, AllOf):
            return self._all_of(condition)
        return Stated(condition, self._unlabelled(condition))

    def test(self, test: FactTest) -> Criterion:
        """A bare test of a fact."""
        verb = test.verbs()[0]
        against = getattr(test, verb)
        if verb not in COMPARISONS:
            return self._criteria.setdefault((test.fact, verb, repr(against)), Match(test.fact, verb, against))
        limit = self.number(against)
        shown_as = test.fact if test.fact in self.catalogue.dictionary.derived else None
        comparison = Comparison(self.number(test.fact), verb, limit, shown_as, place_known=bool(self.place))
        return self._criteria.setdefault((test.fact, verb, limit), comparison)

    def test_of_person(self, test: PeopleTest) -> Criterion:
        """A bare test of a fact, or several one of which has to hold."""
        if isinstance(test, FactTest):
            return self.test(test)
        tests = tuple(self.test(part) for part in test.any)
        return self._criteria.setdefault((any_of, tests), Joined(tests, any_of))

    def together(self, tests: Iterable[PeopleTest]) -> Criterion:
        """Bare tests all of which have to hold; no tests always hold."""
        parts = tuple(self.test_of_person(test) for test in tests)
        return self._criteria.setdefault((all_of, parts), Joined(parts, all_of))

    def number(self, expression: Expression) -> Number:
        """An expression; without facts in it, it is a fixed number already."""
        if isinstance(expression, int | float):
            return self._fixed(Range.of(expression))
        if isinstance(expression, ParameterUse):
            entry = self.catalogue.parameters.value_on(expression.parameter, self.place, self.day)
            return self._fixed(Range.of(entry.value)) if entry else self._fixed(None, expression.parameter)
        if isinstance(expression, str):
            derived = self.catalogue.dictionary.derived.get(expression)
            return self.number(derived.from_) if derived else self._numbers.setdefault(expression, FactNumber(expression))
        parts = tuple(self.number(part) for part in operands(expression))
        calculated = CalculatedNumber(expression, parts)
        fixed = [part.fixed for part in parts if isinstance(part, FixedNumber)]
        if len(fixed) == len(parts):
            return self._fixed(calculate(expression, fixed), *calculated.open_parameters)
        return self._numbers.setdefault((type(expression), parts), calculated)

    def _fixed(self, value: Range | None, *open_parameters: str) -> Number:
        return self._numbers.setdefault((value, open_parameters), FixedNumber(value, open_parameters))

    def _all_of(self, condition: AllOf) -> Joined:
        return Joined([self.criterion(part) for part in condition.all], all_of)

    def _unlabelled(self, condition: AnyOf | Not | CountCondition | FactCondition | VerdictCondition) -> Criterion:
        match condition:
            case AnyOf(any=parts):
                return Joined([self.criterion(part) for part in parts], any_of)
            case Not(not_=part):
                return Negation(self.criterion(part))
            case CountCondition():
                return self._count(condition)
            case FactCondition():
                return self.test(condition)
            case VerdictCondition():
                return OtherVerdict(condition.verdict_of, self.catalogue.facts_under(condition.verdict_of))

    def _count(self, condition: CountCondition) -> Criterion:
        together = self.together(condition.count_of.where)
        bounds = condition.at_least, condition.at_most
        return self._criteria.setdefault((together, bounds), Count(together, *bounds))


def shown_conditions(condition: AllOf) -> int:
    """How many conditions of a rule a person is shown: those with words of their own."""
    return sum(shown_conditions(part) if isinstance(part, AllOf) else 1 for part in condition.all)
