"""The next question: the fact that settles the most still-open policies, weighted by what the resident said and by effort."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from knowledge.asking import Asking, Topic, as_ruled
from knowledge.criteria import PLACE
from knowledge.dictionary import ANYBODY, FactDefinition, FactGroup, Option
from knowledge.eligibility import Judge, Result
from knowledge.parameters import places_from
from knowledge.places import HUKOU
from knowledge.policy import Policy
from knowledge.relevance import DIFFICULTIES, concerns, difficulties
from knowledge.situation import Situation
from knowledge.wording import wording

# An answer that does not settle a policy alone still brings it nearer.
NEARER = 0.5
# While a number is unpublished no answer can bring a yes, so a policy that waits for one counts this much.
WAITING_FOR_A_NUMBER = 0.25
# What a sensitive question settles counts this much: it comes later, and where another does as well, not at all.
SENSITIVE = 0.5
# Below this a question is not worth the resident's time.
WORTH_ASKING = 0.006
# Two ways to add up the same numbers may differ by this much.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Question:
    """The next question as it is put to the resident; facts: everything it asks for, `fact` first."""

    fact: str
    text: str
    why: str
    options: tuple[Option, ...]
    settles: int
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be put by now.

    policies: those that are open and wait for its answer. likely: how likely each is to come out, by its id.
    nearer: what the answer is worth to them even if it settles none.
    """

    topic: Topic
    policies: tuple[Policy, ...]
    likely: dict[str, float]
    nearer: float

    def worth(self, settled: float) -> float:
        """What is settled and what comes nearer, over the effort; what is sensitive is asked later."""
        return (settled + self.nearer) / (1 + self.topic.effort) * (SENSITIVE if self.topic.sensitive else 1)

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
        return _single(first, judge, settles=len(judge.policies()))
    undetermined = [result for result in judge.results() if result.verdict == "undetermined"]
    said = frozenset(judge.situation.household.get(DIFFICULTIES) or known)
    # What was named as the trouble comes first; what the facts show besides is asked about when that is settled.
    return _best(undetermined, said, judge, skipped) or (_best(undetermined, known, judge, skipped) if known - said else None)


def question_about(path: str, judge: Judge) -> Question:
    """The question for one fact, whatever it would settle: for whoever wants to be asked for it again."""
    return _single(path, judge, settles=0)


def _best(results: list[Result], troubles: frozenset[str], judge: Judge, skipped: frozenset[str]) -> Question | None:
    """What is worth most to policies against these difficulties, between equals the simpler question.

    What can no longer be worth most is not tried out.
    """
    candidates = _candidates([result for result in results if concerns(result.policy, troubles)], judge, skipped)
    simplest_first = sorted(candidates, key=lambda candidate: _order(candidate.topic.path, judge.situation))
    least, scored = WORTH_ASKING, []
    for rank, candidate in sorted(enumerate(simplest_first), key=lambda row: row[1].at_most, reverse=True):
        if candidate.at_most < least * (1 - ROUNDING):
            break
        worth, settles = _score(candidate, judge)
        if worth >= least:
            least = worth
            scored.append((worth, -rank, candidate.topic, settles))
    if not scored:
        return None
    _, _, topic, settles = max(scored, key=lambda row: row[:2])
    return _question(topic, judge, settles)


def _candidates(results: list[Result], judge: Judge, skipped: frozenset[str]) -> list[Candidate]:
    missing = dict.fromkeys(path for result in results for path in result.missing)
    asking = Asking(judge, skipped, missing)
    topics = {path: asking.topic(path) for path in missing}
    by_path = {topic.path: topic for topic in topics.values() if topic}
    waiting: dict[str, list[Result]] = {}
    for result in results:
        for path in dict.fromkeys(topic.path for missed in result.missing if (topic := topics[missed])):
            waiting.setdefault(path, []).append(result)
    return [_candidate(by_path[path], waiting[path]) for path in waiting]


def _candidate(topic: Topic, results: list[Result]) -> Candidate:
    likely = {result.policy.id: _likelihood(result) for result in results}
    nearer = sum(NEARER * _likelihood(result) / len(result.missing) for result in results)
    policies = {result.policy.id: result.policy for result in results}
    return Candidate(topic, tuple(policies.values()), likely, nearer)


def _score(candidate: Candidate, judge: Judge) -> tuple[float, int]:
    """What an answer is worth, taking each typical one as equally likely, and how many policies one of them would settle."""
    worth, settled = 0.0, set()
    answers = candidate.topic.answers(judge.situation)
    for answer in answers:
        supposed = judge.supposing(answer)
        for policy in candidate.policies:
            if supposed.settles(policy):
                settled.add(policy.id)
                worth += candidate.likely[policy.id] / len(answers)
    return candidate.worth(worth), len(settled)


def _likelihood(result: Result) -> float:
    """How likely the policy is to come out, less where a number is unpublished and no answer can bring a yes."""
    unpublished = bool(result.open_parameters) and PLACE not in result.missing
    return result.likelihood * WAITING_FOR_A_NUMBER if unpublished else result.likelihood


def _order(path: str, situation: Situation) -> int:
    """The place of a fact in the dictionary: between equals, the simpler question that stands first."""
    names = [*situation.dictionary.household, *situation.dictionary.person]
    return names.index(path.split(".")[-1])


def _single(path: str, judge: Judge, settles: int) -> Question:
    return _question(Topic((path,), judge.situation.dictionary.definition(path), None), judge, settles)


def _question(topic: Topic, judge: Judge, settles: int) -> Question:
    asked = topic.group or topic.definition
    options = () if topic.group else topic.definition.options
    text = _text(topic.path, asked, judge.situation) + _locally(asked, judge.place(HUKOU))
    return Question(topic.path, text, asked.why, options, settles, topic.paths)


def _locally(asked: FactDefinition | FactGroup, place: str | None) -> str:
    """What the place adds to a question, the nearest that says anything; empty where none does."""
    return next((asked.locally[code] for code in places_from(place) if code in asked.locally), "")


def _text(path: str, asked: FactDefinition | FactGroup, situation: Situation) -> str:
    """The wording of the question, with the person it is about named as the resident would."""
    parts = path.split(".")
    if parts[0] != "people":
        return asked.question
    if parts[1] == ANYBODY:
        return asked.question_any or asked.question
    return asked.question.format(who=person_name(situation, parts[1]))


def fact_label(path: str, situation: Situation) -> str:
    """What a fact is called, with the person it is about where one is named."""
    label = situation.dictionary.definition(path).label
    parts = path.split(".")
    if parts[0] != "people" or parts[1] == ANYBODY:
        return label
    return str(wording()["fact_of_person"].format(who=person_name(situation, parts[1]), label=label))


def fact_labels(paths: Iterable[str], situation: Situation) -> list[str]:
    """What facts are called, each once: what is open of several people, or of anybody, is said of the family."""
    by_fact: dict[str, list[str]] = {}
    for path in paths:
        by_fact.setdefault(as_ruled(path), []).append(path)
    return [_label_of_all(alike, situation) for alike in by_fact.values()]


def _label_of_all(paths: list[str], situation: Situation) -> str:
    if len(paths) == 1:
        return fact_label(paths[0], situation)
    return str(wording()["fact_of_several"].format(label=situation.dictionary.definition(paths[0]).label))


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
