"""The next question: the fact that settles the most still-open policies, weighted by what the resident said and by effort."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from knowledge.criteria import PLACE
from knowledge.dictionary import ANYBODY, NUMERIC, FactDefinition, Option
from knowledge.eligibility import Judge, Result
from knowledge.policy import Policy
from knowledge.relevance import DIFFICULTIES, concerns, difficulties
from knowledge.situation import Situation
from knowledge.wording import wording

# An answer that does not settle a policy alone still brings it nearer.
NEARER = 0.5
# While a number is unpublished no answer can bring a yes, so a policy that waits for one counts this much.
WAITING_FOR_A_NUMBER = 0.25
# Below this a question is not worth the resident's time.
WORTH_ASKING = 0.006
# Two ways to add up the same numbers may differ by this much.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Question:
    """The next question as it is put to the resident."""

    fact: str
    text: str
    why: str
    options: tuple[Option, ...]
    settles: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be put by now.

    policies: those that are open and wait for its answer. likely: how likely each is to come out, by its id.
    nearer: what the answer is worth to them even if it settles none.
    """

    path: str
    definition: FactDefinition
    policies: tuple[Policy, ...]
    likely: dict[str, float]
    nearer: float

    def worth(self, settled: float) -> float:
        """What is settled and what comes nearer, over the effort."""
        return (settled + self.nearer) / (1 + self.definition.effort)

    @property
    def at_most(self) -> float:
        """What it is worth if every answer settles all that wait for it."""
        return self.worth(sum(self.likely.values()))


def next_question(judge: Judge, skip: Iterable[str] = ()) -> Question | None:
    """The question most worth asking, or None when nothing is left worth asking. `skip`: facts that were asked and not known."""
    skipped = frozenset(skip)
    known = difficulties(judge)
    first = f"household.{DIFFICULTIES}"
    if not known and first not in skipped:
        return _question(first, judge.situation, settles=len(judge.policies()))
    open_results = [result for result in judge.results() if result.verdict == "undetermined" and concerns(result.policy, known)]
    return _best(_candidates(open_results, judge, skipped), judge)


def _best(candidates: list[Candidate], judge: Judge) -> Question | None:
    """What is worth most, between equals the simpler question. What can no longer be worth most is not tried out."""
    simplest_first = sorted(candidates, key=lambda candidate: _order(candidate.path, judge.situation))
    least, scored = WORTH_ASKING, []
    for rank, candidate in sorted(enumerate(simplest_first), key=lambda row: row[1].at_most, reverse=True):
        if candidate.at_most < least * (1 - ROUNDING):
            break
        worth, settles = _score(candidate, judge)
        if worth >= least:
            least = worth
            scored.append((worth, -rank, candidate.path, settles))
    if not scored:
        return None
    _, _, path, settles = max(scored)
    return _question(path, judge.situation, settles)


def _candidates(results: list[Result], judge: Judge, skipped: frozenset[str]) -> list[Candidate]:
    missing = dict.fromkeys(path for result in results for path in result.missing)
    asked = {path: _question_about(path, judge, skipped) for path in missing}
    waiting: dict[str, list[Result]] = {}
    for result in results:
        for path in dict.fromkeys(asked[path] for path in result.missing):
            if path is not None:
                waiting.setdefault(path, []).append(result)
    return [_candidate(path, waiting[path], judge.situation) for path in waiting]


def _question_about(missing: str, judge: Judge, skipped: frozenset[str]) -> str | None:
    """The question that would tell what is missing; None where it may not be put by now."""
    path = _asked_path(missing, judge.situation)
    return None if path is None or _is_skipped(path, skipped) or not _may_be_asked(path, judge) else path


def _candidate(path: str, results: list[Result], situation: Situation) -> Candidate:
    definition = situation.dictionary.definition(path)
    likely = {result.policy.id: _likelihood(result) for result in results}
    nearer = sum(NEARER * _likelihood(result) / len(result.missing) for result in results)
    policies = {result.policy.id: result.policy for result in results}
    return Candidate(path, definition, tuple(policies.values()), likely, nearer)


def _is_skipped(path: str, skipped: frozenset[str]) -> bool:
    """Whether it was asked and not known, about this person or about anybody."""
    parts = path.split(".")
    return path in skipped or (parts[0] == "people" and f"people.{ANYBODY}.{parts[2]}" in skipped)


def _may_be_asked(path: str, judge: Judge) -> bool:
    """Whether the question makes sense by now: some presuppose another answer."""
    definition = judge.situation.dictionary.definition(path)
    person = path.split(".")[1] if path.startswith("people.") else None
    if definition.asked_after and judge.holds(definition.asked_after, judge.locality, person) is not True:
        return False
    if definition.asked_unless and judge.holds(definition.asked_unless, judge.locality, person) is True:
        return False
    return definition.asked


def _asked_path(path: str, situation: Situation) -> str | None:
    """One question about anybody instead of the same question about each person; None when somebody already has it.

    A number is still asked of the others: that one is old says nothing about the next.
    """
    parts = path.split(".")
    if parts[0] != "people":
        return path
    definition = situation.dictionary.definition(path)
    people, name = situation.people, parts[2]
    only_one = len(people) == 1 and not situation.people_open
    if only_one or definition.asked_after is not None:
        return path
    if any(person.get(name) not in (None, "none", False) for person in people.values()):
        return path if definition.type in NUMERIC and parts[1] != ANYBODY else None
    return f"people.{ANYBODY}.{name}"


def _score(candidate: Candidate, judge: Judge) -> tuple[float, int]:
    """What an answer is worth, taking each typical one as equally likely, and how many policies one of them would settle."""
    worth, settled = 0.0, set()
    for answer in candidate.definition.probe:
        supposed = judge.supposing(candidate.path, answer)
        for policy in candidate.policies:
            if supposed.settles(policy):
                settled.add(policy.id)
                worth += candidate.likely[policy.id] / len(candidate.definition.probe)
    return candidate.worth(worth), len(settled)


def _likelihood(result: Result) -> float:
    """How likely the policy is to come out, less where a number is unpublished and no answer can bring a yes."""
    unpublished = bool(result.open_parameters) and PLACE not in result.missing
    return result.likelihood * WAITING_FOR_A_NUMBER if unpublished else result.likelihood


def _order(path: str, situation: Situation) -> int:
    """The place of a fact in the dictionary: between equals, the simpler question that stands first."""
    names = [*situation.dictionary.household, *situation.dictionary.person]
    return names.index(path.split(".")[-1])


def _question(path: str, situation: Situation, settles: int) -> Question:
    definition = situation.dictionary.definition(path)
    return Question(path, question_text(path, definition, situation), definition.why, definition.options, settles)


def question_text(path: str, definition: FactDefinition, situation: Situation) -> str:
    """The wording of the question, with the person it is about named as the resident would."""
    parts = path.split(".")
    if parts[0] != "people":
        return definition.question
    if parts[1] == ANYBODY:
        return definition.question_any or definition.question
    return definition.question.format(who=person_name(situation, parts[1]))


def fact_label(path: str, situation: Situation) -> str:
    """What a fact is called, with the person it is about where one is named."""
    label = situation.dictionary.definition(path).label
    parts = path.split(".")
    if parts[0] != "people" or parts[1] == ANYBODY:
        return label
    return str(wording()["fact_of_person"].format(who=person_name(situation, parts[1]), label=label))


def person_name(situation: Situation, person: str) -> str:
    """How the resident is told which person is meant: by the relation, and by age where two share it."""
    shared: dict[str, Any] = situation.people[person]
    relation = shared.get("relation") or "other"
    name = situation.dictionary.person["relation"].option_label(relation)
    if name is None:
        raise LookupError(f"the relation {relation} has no wording in facts.yaml")
    alike = [other for other in situation.people.values() if other.get("relation") == relation]
    if len(alike) > 1 and isinstance(shared.get("age"), int | float):
        return str(wording()["person_with_age"].format(name=name, age=shared["age"]))
    return name
