"""The next question: the fact that settles the most still-open policies, weighted by what the resident said and by effort."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from knowledge.amounts import Setting
from knowledge.criteria import PLACE, examine_test
from knowledge.dictionary import ANYBODY, NUMERIC, FactDefinition, Option
from knowledge.eligibility import Judge, Result
from knowledge.relevance import DIFFICULTIES, concerns, difficulties
from knowledge.situation import Situation
from knowledge.wording import wording

# An answer that does not settle a policy alone still brings it nearer.
NEARER = 0.5
# While a number is unpublished no answer can bring a yes, so a policy that waits for one counts this much.
WAITING_FOR_A_NUMBER = 0.25
# Below this a question is not worth the resident's time.
WORTH_ASKING = 0.006


@dataclass(frozen=True, slots=True)
class Question:
    """The next question as it is put to the resident."""

    fact: str
    text: str
    why: str
    options: tuple[Option, ...]
    settles: int


def next_question(judge: Judge, skip: Iterable[str] = ()) -> Question | None:
    """The question most worth asking, or None when nothing is left worth asking. `skip`: facts that were asked and not known."""
    skipped = frozenset(skip)
    known = difficulties(judge)
    first = f"household.{DIFFICULTIES}"
    if not known and first not in skipped:
        return _question(first, judge.situation, settles=len(judge.policies()))
    open_results = [result for result in judge.results() if result.verdict == "undetermined" and concerns(result.policy, known)]
    candidates = _candidates(open_results, judge, skipped)
    if not candidates:
        return None
    scored = [(_score(path, results, judge), path) for path, results in candidates.items()]
    (worth, settles), best = max(scored, key=lambda row: (row[0][0], -_order(row[1], judge.situation)))
    if worth < WORTH_ASKING:
        return None
    return _question(best, judge.situation, settles)


def _candidates(results: list[Result], judge: Judge, skipped: frozenset[str]) -> dict[str, list[Result]]:
    situation = judge.situation
    candidates: dict[str, list[Result]] = {}
    for result in results:
        for path in dict.fromkeys(_asked_path(missing, situation) for missing in result.missing):
            if path is None or _is_skipped(path, skipped) or not _may_be_asked(path, judge):
                continue
            candidates.setdefault(path, []).append(result)
    return candidates


def _is_skipped(path: str, skipped: frozenset[str]) -> bool:
    """Whether it was asked and not known, about this person or about anybody."""
    parts = path.split(".")
    return path in skipped or (parts[0] == "people" and f"people.{ANYBODY}.{parts[2]}" in skipped)


def _may_be_asked(path: str, judge: Judge) -> bool:
    """Whether the question makes sense by now: some presuppose another answer."""
    definition = judge.situation.dictionary.definition(path)
    person = path.split(".")[1] if path.startswith("people.") else None
    setting = Setting(judge.situation, judge.catalogue.parameters, judge.locality, judge.day, person)
    if definition.asked_after and examine_test(definition.asked_after, setting).outcome is not True:
        return False
    if definition.asked_unless and examine_test(definition.asked_unless, setting).outcome is True:
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


def _score(path: str, results: list[Result], judge: Judge) -> tuple[float, int]:
    """What an answer is worth: the policies it settles, and those it brings nearer, each by how likely it is; over the effort."""
    definition = judge.situation.dictionary.definition(path)
    likely = {result.policy.id: _likelihood(result) for result in results}
    worth, settled = 0.0, set()
    for answer in definition.probe:
        for policy_id in _settled_by(path, answer, results, judge):
            settled.add(policy_id)
            worth += likely[policy_id] / len(definition.probe)
    nearer = sum(NEARER * _likelihood(result) / len(result.missing) for result in results)
    return (worth + nearer) / (1 + definition.effort), len(settled)


def _likelihood(result: Result) -> float:
    """How likely the policy is to come out, less where a number is unpublished and no answer can bring a yes."""
    unpublished = bool(result.open_parameters) and PLACE not in result.missing
    return result.likelihood * WAITING_FOR_A_NUMBER if unpublished else result.likelihood


def _settled_by(path: str, answer: Any, results: list[Result], judge: Judge) -> list[str]:
    supposed = replace(judge, situation=judge.situation.with_fact(path, answer))
    policies = {result.policy.id: result.policy for result in results}
    return [
        name for name, policy in policies.items() if any(result.verdict != "undetermined" for result in supposed.judge(policy))
    ]


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
