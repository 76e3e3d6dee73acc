"""Which answers settle a policy: every smallest set of questions that does, for one household."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from knowledge.catalogue import load_catalogue
from knowledge.dictionary import ANYBODY
from knowledge.policy import Policy
from knowledge.situation import PEOPLE
from operations.bench.interviews.households import Facts, Household
from operations.bench.interviews.resident import opening, told
from operations.bench.interviews.settling import Target, is_settled

# A question that is the same for everybody: its facts as rules name them.
Sheet = tuple[str, ...]
# So many ways to settle one policy are looked for; the first are the ones that hardly differ from the last.
MOST_WAYS = 12


def sheets() -> list[Sheet]:
    """The questions of a form: those of the planner, a group as one."""
    dictionary = load_catalogue().dictionary
    grouped = [fact for group in dictionary.groups for fact in group.facts]
    facts = [f"household.{name}" for name, fact in dictionary.household.items() if fact.asked and name != "difficulties"]
    facts += [f"person.{name}" for name, fact in dictionary.person.items() if fact.asked]
    return [group.facts for group in dictionary.groups] + [(fact,) for fact in facts if fact not in grouped]


def concerns(household: Household, sheet: Sheet) -> bool:
    """Whether the household has anything to answer; a paper form sends it to the next question otherwise."""
    return any(_has(household.facts, fact) for fact in sheet)


def _has(facts: Facts, fact: str) -> bool:
    section, name = fact.split(".")
    owners = [facts["household"]] if section == "household" else facts["people"]
    return any(owner.get(name) is not None for owner in owners)


def ways_to_settle(target: Target, questions: list[Sheet]) -> Iterator[list[frozenset[int]]]:
    """For each policy of the target the smallest sets of questions, by their places in the list, that settle it."""
    household = target.household
    for policy in target.policies:
        rests_on = load_catalogue().facts_under(policy.id)
        # Whoever is named and how many there are decides of whom a policy is judged.
        about_people = policy.about == "person" or PEOPLE in rests_on
        helping = [
            place
            for place, sheet in enumerate(questions)
            if concerns(household, sheet) and (rests_on & set(sheet) or (about_people and "household.size" in sheet))
        ]
        yield smallest_sets(frozenset(helping), _test(household, policy, questions))


def _test(household: Household, policy: Policy, questions: list[Sheet]) -> Callable[[frozenset[int]], bool]:
    def settles(chosen: frozenset[int]) -> bool:
        facts = opening(household)
        for place in sorted(chosen):
            for fact in questions[place]:
                facts = told(household, facts, fact.replace("person.", f"people.{ANYBODY}."))
        return is_settled(household.judge(facts), policy)

    return settles


def smallest_sets(everything: frozenset[int], suffices: Callable[[frozenset[int]], bool]) -> list[frozenset[int]]:
    """The sets that suffice and from which nothing can be left out, at most MOST_WAYS; what suffices does so with more, too.

    Each found set is taken apart: any other lacks at least one of its members, so each member is forbidden in turn.
    """
    found: list[frozenset[int]] = []
    waiting, seen = [frozenset[int]()], set[frozenset[int]]()
    while waiting and len(found) < MOST_WAYS:
        forbidden = waiting.pop(0)
        known = next((one for one in found if not one & forbidden), None)
        if known is None:
            if not suffices(everything - forbidden):
                continue
            known = _reduced(everything - forbidden, suffices)
            found.append(known)
        for further in (forbidden | {member} for member in sorted(known)):
            if further not in seen:
                seen.add(further)
                waiting.append(further)
    return found


def _reduced(enough: frozenset[int], suffices: Callable[[frozenset[int]], bool]) -> frozenset[int]:
    for member in sorted(enough):
        if suffices(enough - {member}):
            enough -= {member}
    return enough
