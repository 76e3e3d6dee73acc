"""Which difficulties a household has, said or shown by its facts: they decide what is worth asking and proposing."""

from __future__ import annotations

from knowledge.eligibility import Judge
from knowledge.policy import Policy

DIFFICULTIES = "difficulties"
LIVING = frozenset({"living"})


def difficulties(judge: Judge) -> frozenset[str]:
    """The difficulties that were named and those the facts show (`signals` in facts.yaml)."""
    situation, place = judge.situation, judge.place("hukou")
    said = set(situation.household.get(DIFFICULTIES) or [])
    for signal in judge.catalogue.dictionary.signals:
        people = list(situation.members) if signal.when.fact.startswith("person.") else [None]
        if any(judge.holds(signal.when, place, person) for person in people):
            said.add(signal.difficulty)
    return frozenset(said)


def concerns(policy: Policy, known: frozenset[str]) -> bool:
    """Whether a policy answers one of the known difficulties; while none is known, those for a bare living count."""
    return bool((known or LIVING) & set(policy.difficulties))
