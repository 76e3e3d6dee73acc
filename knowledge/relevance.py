"""Which difficulties a household has, said or shown by its facts: they decide what is worth asking and proposing."""

from __future__ import annotations

from knowledge.amounts import Setting
from knowledge.criteria import examine_test
from knowledge.eligibility import Judge
from knowledge.policy import Policy

DIFFICULTIES = "difficulties"
LIVING = frozenset({"living"})


def difficulties(judge: Judge) -> frozenset[str]:
    """The difficulties that were named and those the facts show (`signals` in facts.yaml)."""
    situation = judge.situation
    said = set(situation.household.get(DIFFICULTIES) or [])
    place = situation.household.get("hukou") or situation.household.get("residence") or judge.locality
    for signal in judge.catalogue.dictionary.signals:
        people = list(situation.people) if signal.when.fact.startswith("person.") else [None]
        settings = [Setting(situation, judge.catalogue.parameters, place, judge.day, person) for person in people]
        if any(examine_test(signal.when, setting).outcome is True for setting in settings):
            said.add(signal.difficulty)
    return frozenset(said)


def concerns(policy: Policy, known: frozenset[str]) -> bool:
    """Whether a policy answers one of the known difficulties; while none is known, those for a bare living count."""
    return bool((known or LIVING) & set(policy.difficulties))
