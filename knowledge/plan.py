"""The plan: what to apply for first. Urgent aid before all, recognitions before what rests on them, exclusions respected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from knowledge.conditions import walk
from knowledge.eligibility import Judge, Result
from knowledge.planner import fact_labels
from knowledge.policy import Policy, Relation, VerdictCondition
from knowledge.reading import read_file
from knowledge.relevance import concerns, difficulties
from knowledge.terms import Shape
from knowledge.wording import wording

FILE = Path(__file__).with_name("plan.yaml")
URGENT = "sudden"
# Less likely than this, a policy that is still open is no step to send anybody on.
LIKELY_ENOUGH = 0.3
# More names or facts than this in one sentence are not read.
NAMED = 3


class Order(Shape):
    """What `plan.yaml` says."""

    chain: list[str]
    first: list[str]
    core: dict[str, list[str]]
    last: list[str]


@dataclass(frozen=True, slots=True)
class Beside:
    """Another policy beside a step, and the words of the relation between them."""

    policy_id: str
    text: str


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step of the plan; `why` is fit to show.

    follows: what it opens and is not ruled out, the nearest first.
    instead_of: what it excludes and one would otherwise apply for.
    """

    step: int
    policy_id: str
    why: str
    follows: tuple[Beside, ...] = ()
    instead_of: tuple[Beside, ...] = ()


@cache
def plan_order() -> Order:
    """The order of `plan.yaml`. Raises CatalogueError when it is malformed."""
    return read_file(FILE, Order)


def make_plan(judge: Judge, results: list[Result]) -> list[PlanStep]:
    """Steps in order: urgent aid, what one is eligible for, what is worth clearing up, services, and charity last.

    What one is eligible for leaves out what it excludes and says so; two that are both still open are both named.
    """
    return _Plan(judge, results).steps()


class _Plan:
    """What putting the steps in order looks at again and again."""

    def __init__(self, judge: Judge, results: list[Result]) -> None:
        self.judge = judge
        self.results = results
        self.known = difficulties(judge)
        self.core = {name for difficulty in self.known for name in plan_order().core.get(difficulty, [])}
        self.possible = {result.policy.id: result.policy for result in results if result.verdict != "ineligible"}
        # Of several people the one who comes nearest counts: the last one written stays.
        self.nearness = {result.policy.id: self._nearness(result) for result in sorted(results, key=self._nearness, reverse=True)}
        self.resting = _resting_on_each(self.possible)

    def steps(self) -> list[PlanStep]:
        """The steps, numbered."""
        taken: dict[str, Result] = {}
        left_out: dict[str, list[Beside]] = {}
        for result in sorted(filter(self._belongs, self.results), key=self._rank):
            if result.policy.id in taken:
                continue
            settled = [other.policy for other in taken.values() if other.verdict == "eligible"]
            against = next(((other.id, text) for other in settled if (text := _exclusion(other, result.policy))), None)
            if against is not None:
                left_out.setdefault(against[0], []).append(Beside(result.policy.id, against[1]))
            else:
                taken[result.policy.id] = result
        steps = [self._step(result, left_out.get(name, [])) for name, result in taken.items()]
        steps += self._for_the_rest(taken)
        return [replace(step, step=number) for number, step in enumerate(steps, 1)]

    def _belongs(self, result: Result) -> bool:
        if result.verdict == "eligible":
            return True
        if result.verdict != "undetermined" or not self.known:
            return False
        likely = result.likelihood >= LIKELY_ENOUGH and result.holding > 0
        return result.policy.id in self.core or (likely and concerns(result.policy, self.known))

    def _rank(self, result: Result) -> tuple[bool, int, bool, int, int, float]:
        first, policy = plan_order().first, result.policy
        preferred = first.index(policy.id) if policy.id in first else len(first)
        return (
            not self._urgent(result),
            _lastness(policy),
            result.verdict != "eligible",
            preferred,
            -self.resting.get(policy.id, 0),
            -result.likelihood,
        )

    def _urgent(self, result: Result) -> bool:
        return URGENT in self.known and URGENT in result.policy.difficulties

    def _for_the_rest(self, taken: dict[str, Result]) -> list[PlanStep]:
        """For each difficulty that no step answers, the likeliest service or charity that is not ruled out."""
        answered = {difficulty for result in taken.values() for difficulty in result.policy.difficulties}
        steps: dict[str, PlanStep] = {}
        for difficulty in sorted(self.known - answered):
            fitting = [result for result in self.results if self._stands_in(result, difficulty)]
            if fitting:
                best = min(fitting, key=lambda result: (_lastness(result.policy), -result.likelihood))
                steps[best.policy.id] = PlanStep(0, best.policy.id, str(wording()["reasons"]["rest"]))
        return list(steps.values())

    def _stands_in(self, result: Result, difficulty: str) -> bool:
        last = _lastness(result.policy) > 0
        return last and result.verdict != "ineligible" and difficulty in result.policy.difficulties

    def _step(self, result: Result, left_out: list[Beside]) -> PlanStep:
        named = {beside.policy_id: beside for beside in left_out}
        follows = self._follows(result.policy)
        return PlanStep(0, result.policy.id, self._why(result, follows), follows, tuple(named.values()))

    def _follows(self, policy: Policy) -> tuple[Beside, ...]:
        """What it opens and is not ruled out, by its own words or else by the other's; the nearest first."""
        resting = [
            Beside(other.id, said.text) for other in self.possible.values() for said in _said(other, "rests_on", policy.id)
        ]
        opened = [Beside(said.with_, said.text) for said in _said(policy, "gives_access") if said.with_ in self.possible]
        once = {beside.policy_id: beside for beside in (*resting, *opened)}
        return tuple(sorted(once.values(), key=lambda beside: self.nearness[beside.policy_id]))

    def _nearness(self, result: Result) -> tuple[bool, bool, float]:
        return result.verdict != "eligible", not concerns(result.policy, self.known), -result.likelihood

    def _why(self, result: Result, follows: tuple[Beside, ...]) -> str:
        reasons, names = wording()["reasons"], self._names(follows)
        if self._urgent(result):
            return str(reasons["urgent"])
        if result.verdict == "undetermined":
            return self._why_open(result)
        if names:
            return str(reasons["opens"].format(names=names))
        return str(reasons["eligible_first" if self.resting.get(result.policy.id) else "eligible"])

    def _why_open(self, result: Result) -> str:
        reasons = wording()["reasons"]
        labels = fact_labels(result.missing, self.judge.situation)[:NAMED]
        if labels:
            said = reasons["missing" if result.holding else "core"]
            return str(said.format(facts=reasons["separator"].join(labels)))
        left = [reason.label for reason in result.reasons if reason.outcome is None and reason.note][:NAMED]
        if left:
            return str(reasons["window"].format(conditions=reasons["separator"].join(left)))
        return str(reasons["undetermined"])

    def _names(self, follows: tuple[Beside, ...]) -> str:
        names = [self.possible[beside.policy_id].name for beside in follows][:NAMED]
        return str(wording()["reasons"]["separator"].join(names))


def _lastness(policy: Policy) -> int:
    """0 for what comes in its own right; services and charity come after all of it, in this order."""
    last = plan_order().last
    return last.index(policy.category) + 1 if policy.category in last else 0


def _resting_on_each(possible: dict[str, Policy]) -> dict[str, int]:
    """For each policy how many others rest on its verdict, directly or through another: the most basic ones come first."""
    asks = {
        name: {part.verdict_of for part in walk(policy.rule) if isinstance(part, VerdictCondition)}
        for name, policy in possible.items()
    }
    resting: dict[str, int] = {}
    for policy_id in asks:
        for basis in _everything_under(policy_id, asks):
            resting[basis] = resting.get(basis, 0) + 1
    return resting


def _everything_under(policy_id: str, asks: dict[str, set[str]]) -> set[str]:
    direct = asks.get(policy_id, set())
    return direct.union(*(_everything_under(basis, asks) for basis in direct))


def _said(policy: Policy, relation: str, other: str | None = None) -> list[Relation]:
    """The relations of one kind that a policy names, to one other or to all."""
    return [said for said in policy.relations if said.relation == relation and other in (None, said.with_)]


def _exclusion(first: Policy, second: Policy) -> str | None:
    """Why two exclude each other, as one of them says it; None where they do not."""
    said = [*_said(first, "excludes", second.id), *_said(second, "excludes", first.id)]
    return next((relation.text for relation in said), None)
