"""What a question may be put about by now: one fact, or several that people tell in one breath; and what may come back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from knowledge.dictionary import ANYBODY, NUMERIC, FactDefinition, FactGroup
from knowledge.eligibility import Judge
from knowledge.implied import RELEVANCE
from knowledge.relevance import difficulties
from knowledge.situation import SELF, Situation
from knowledge.terms import FactTest, PeopleTest, alternatives
from knowledge.truth import Truth, any_of

Answers = Mapping[str, Any]
NOT_HAVING: tuple[Any, ...] = (None, "none", False, [])


@dataclass(frozen=True, slots=True)
class Topic:
    """What one question asks: the paths, the first of which it is known by; how hard and how sensitive it is to answer."""

    paths: tuple[str, ...]
    definition: FactDefinition
    group: FactGroup | None

    @property
    def path(self) -> str:
        """The path the question is known by."""
        return self.paths[0]

    @property
    def effort(self) -> int:
        """From 1, known by heart, to 5."""
        return self.group.effort if self.group else self.definition.effort

    @property
    def sensitive(self) -> bool:
        """Whether it asks for anything that the law on personal information calls sensitive."""
        return self.definition.sensitivity == "sensitive"

    def answers(self, situation: Situation) -> list[Answers]:
        """The typical answers, each as the facts it would tell."""
        if self.group is None:
            return [_one_answer(self.path, value, situation) for value in self.definition.probe]
        return [_whole_answer(self.paths, probe, situation) for probe in self.group.probe]


class Asking:
    """Which questions make sense for one household by now."""

    def __init__(self, judge: Judge, skipped: frozenset[str], missing: Collection[str]) -> None:
        self.judge = judge
        self.situation = judge.situation
        self.dictionary = judge.situation.dictionary
        self.skipped = skipped
        self._wanted = {as_ruled(path) for path in missing}
        if judge.situation.people_open and any(path.startswith("people.") for path in missing):
            # Of whom nobody has spoken nothing can be said: how many there are closes the list.
            self._wanted.add("household.size")
        self._wanted |= {as_ruled(each) for path in missing for each in self._undecided(path)}
        self._group_of = {fact: group for group in self.dictionary.groups for fact in group.facts}

    def topic(self, missing: str) -> Topic | None:
        """The question that would tell what is missing, or whether it makes sense at all; None where none may be put by now."""
        waiting = [missing]
        for path in waiting:
            found = self._topic(path)
            if found is not None:
                return found
            waiting += [each for each in (*self._same(path), *self._undecided(path)) if each not in waiting]
        return None

    def _topic(self, missing: str) -> Topic | None:
        group = self._group_of.get(as_ruled(missing))
        if group is not None and self._wanted.issuperset(group.facts) and self._untouched(group):
            if self._put_aside(group):
                return None
            path = self._path(self._in_household(group.facts[0]))
            if path is not None and self._makes_sense(path):
                return Topic(tuple(self.dictionary.together(path)), self.dictionary.definition(path), group)
        path = self._path(missing)
        if path is None or self._is_skipped(path) or not self._makes_sense(path):
            return None
        return Topic((path,), self.dictionary.definition(path), None)

    def _untouched(self, group: FactGroup) -> bool:
        """Whether nothing of a group is known: of what is half known only the rest is asked."""
        return not any(self._is_told(fact) for fact in group.facts)

    def _is_told(self, fact: str) -> bool:
        section, name = fact.split(".")
        if section == "household":
            return self.situation.household.get(name) is not None
        return name in self.situation.nobody or any(person.get(name) is not None for person in self.situation.people.values())

    def _put_aside(self, group: FactGroup) -> bool:
        path = self._path(self._in_household(group.facts[0]))
        return path is not None and self._is_skipped(path)

    def _in_household(self, fact: str) -> str:
        return self.situation.path_for(fact, None)

    def _path(self, missing: str) -> str | None:
        """One question about anybody instead of the same question about each person; None when somebody already has it.

        A number is still asked of the others: that one is old says nothing about the next.
        """
        parts = missing.split(".")
        if parts[0] != "people":
            return missing
        definition, people, name = self.dictionary.definition(missing), self.situation.people, parts[2]
        if len(people) == 1 and not self.situation.people_open:
            return f"people.{next(iter(people))}.{name}"
        if definition.asked_after is not None and _of_person(definition.asked_after):
            return self._path_about_those(missing, definition)
        if any(person.get(name) not in NOT_HAVING for person in people.values()):
            return missing if definition.type in NUMERIC and parts[1] != ANYBODY else None
        return f"people.{ANYBODY}.{name}"

    def _path_about_those(self, missing: str, definition: FactDefinition) -> str | None:
        """A question that only concerns some is put about any of them where they can all be answered for together."""
        name = missing.split(".")[2]
        those = [each for each in self.situation.people if self._concerns(definition, each)]
        if len(those) < 2 or not (definition.type == "boolean" or definition.nobody):
            return missing
        if any(self.situation.people[each].get(name) not in NOT_HAVING for each in those):
            return None
        return f"people.{ANYBODY}.{name}"

    def _is_skipped(self, path: str) -> bool:
        """Whether it was asked and not known, about this person or about anybody."""
        parts = path.split(".")
        return path in self.skipped or (parts[0] == "people" and f"people.{ANYBODY}.{parts[2]}" in self.skipped)

    def _makes_sense(self, path: str) -> bool:
        """Whether the question makes sense by now: some presuppose another answer."""
        definition = self.dictionary.definition(path)
        if not definition.asked or any(self._same(path)):
            return False
        person = path.split(".")[1] if path.startswith("people.") else None
        if person == ANYBODY and definition.asked_after is not None:
            return any(self._concerns(definition, each) for each in (*self.situation.people, ANYBODY))
        return self._concerns(definition, person)

    def _concerns(self, definition: FactDefinition, person: str | None) -> bool:
        return self.concerns(definition, person) is True

    def concerns(self, definition: FactDefinition, person: str | None) -> Truth:
        """Whether a question makes sense for somebody; unknown while it is unknown whether what it waits for is so."""
        if definition.asked_unless is not None and self._holds(definition.asked_unless, person) is True:
            return False
        return definition.asked_after is None or self._holds(definition.asked_after, person)

    def _holds(self, gate: PeopleTest, person: str | None) -> Truth:
        return any_of(self._test_holds(test, person) for test in alternatives(gate))

    def _test_holds(self, test: FactTest, person: str | None) -> Truth:
        if test.fact == RELEVANCE and test.includes is not None:
            return not self._troubles.isdisjoint(test.includes)
        return self.judge.holds(test, self.judge.locality, person)

    @cached_property
    def _troubles(self) -> frozenset[str]:
        return difficulties(self.judge)

    def _same(self, missing: str) -> list[str]:
        """The fact that says the same of this household."""
        implied = self.dictionary.implied.get(as_ruled(missing))
        person = missing.split(".")[1] if missing.startswith("people.") else ANYBODY
        if implied is None or implied.same_as is None or not implied.holds(self.situation.value, person):
            return []
        return [self.situation.path_for(implied.same_as, person)]

    def _undecided(self, missing: str) -> Iterator[str]:
        """What has to be known first to say whether a question makes sense."""
        definition = self.dictionary.definition(missing)
        person = missing.split(".")[1] if missing.startswith("people.") else None
        if definition.asked_after is None or self._is_skipped(missing) or any(self._same(missing)):
            return
        if self.concerns(definition, person) is not None:
            return
        for test in alternatives(definition.asked_after):
            for fact in self.dictionary.base_facts(test.fact):
                if fact != RELEVANCE and self.situation.value(fact, person) is None:
                    yield self.situation.path_for(fact, person)


def _of_person(gate: PeopleTest) -> bool:
    return any(test.fact.startswith("person.") for test in alternatives(gate))


def as_ruled(path: str) -> str:
    """A path as rules name it: `people.p2.age` is `person.age`."""
    parts = path.split(".")
    return f"person.{parts[2]}" if parts[0] == "people" else path


def _one_answer(path: str, value: Any, situation: Situation) -> Answers:
    """One fact. Where everybody is named, that somebody has it is said of one of them, and that the others have not."""
    parts = path.split(".")
    if parts[0] == "household" or parts[1] != ANYBODY or situation.people_open:
        return {path: value}
    name, definition = parts[2], situation.dictionary.definition(path)
    open_of = [f"people.{each}.{name}" for each, person in situation.people.items() if person.get(name) is None]
    others = {} if definition.type in NUMERIC else dict.fromkeys(open_of[1:], definition.nothing)
    return {**dict.fromkeys(open_of[:1], value), **others}


def _whole_answer(paths: tuple[str, ...], probe: Mapping[str, Any], situation: Situation) -> Answers:
    """The answer to a whole group; people are told in the order of the list, those who are known already first."""
    answers: dict[str, Any] = {}
    for path in paths:
        value = probe.get(as_ruled(path))
        if value is None:
            continue
        if isinstance(value, list) and path.startswith("people."):
            name = path.split(".")[2]
            known = [*situation.people] or [SELF]
            those = [*known, *(f"{ANYBODY}{number}" for number in range(len(known), len(value)))]
            answers |= {f"people.{each}.{name}": one for each, one in zip(those, value, strict=False)}
        else:
            answers |= _one_answer(path, value, situation)
    return answers
