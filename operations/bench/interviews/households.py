"""Whole households for simulated interviews: the reviewed scenarios, completed by what is usual where they leave it open."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.asking import Asking
from knowledge.catalogue import load_catalogue
from knowledge.eligibility import Judge, assess
from knowledge.terms import FactTest
from operations.environment import ROOT
from operations.errors import OperationError

SCENARIOS = ROOT / "tests" / "scenarios"
# All are judged as if they lived there; a family registered elsewhere is taken as one of this county.
PLACE, COUNTY = "120000", "120104"
SEED = 20261122
Facts = dict[str, Any]
SELF = "self"


@dataclass(frozen=True)
class Household:
    """One household of the simulation: what is true of it, the difficulty it names at first, the day it asks on."""

    name: str
    facts: Facts
    difficulty: str
    day: date

    def judge(self, facts: Facts) -> Judge:
        """What is known of it by now, judged."""
        return assess(load_catalogue(), facts, locality=PLACE, as_of=self.day)


@cache
def plausible() -> dict[str, Any]:
    """What is drawn where a scenario leaves it open."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("plausible.yaml").read_text("utf-8"))
    return loaded


def scenario_households(folder: Path = SCENARIOS) -> list[Household]:
    """Every scenario as a whole household; the same each time. Raises OperationError when there are none."""
    rows = [row for file in sorted(folder.glob("*.yaml")) for row in yaml.safe_load(file.read_text("utf-8"))["scenarios"]]
    if not rows:
        raise OperationError(f"There are no scenarios in {folder.relative_to(ROOT)}.")
    return list(_households(rows))


def _households(rows: list[dict[str, Any]]) -> Iterator[Household]:
    offered = {name for option in load_catalogue().dictionary.household["difficulties"].options for name in option.value}
    for row in rows:
        said = [*(row["household"].get("difficulties") or []), row.get("event")]
        difficulty = next((name for name in said if name in offered), None)
        if difficulty is not None:
            day = row.get("day") or date(2026, 11, 22)
            yield whole(row["name"], {"household": row["household"], "people": row.get("people") or []}, difficulty, day)


def whole(name: str, known: Facts, difficulty: str, day: date) -> Household:
    """A household of which everything is known that its questions could tell."""
    draw = random.Random(f"{SEED} {name}")
    household = {"receiving": [], **known["household"], "difficulties": [difficulty]}
    household |= {where: COUNTY for where in ("hukou", "residence")}
    people = _people(known["people"], household, draw)
    household |= {"size": len(people), "people_complete": True}
    facts = {"household": household, "people": people}
    _complete(Household(name, facts, difficulty, day), draw)
    return Household(name, facts, difficulty, day)


def _people(named: list[dict[str, Any]], household: Facts, draw: random.Random) -> list[dict[str, Any]]:
    """Those who were named, and others up to the size of the household."""
    size = household.get("size")
    enough = household.get("people_complete") or not isinstance(size, int)
    wanted = max(len(named), 1) if named and enough else size if isinstance(size, int) else _drawn(plausible()["size"], draw)
    people = [dict(person) for person in named] or [{"id": SELF, "relation": SELF}]
    while len(people) < wanted:
        other = _drawn(plausible()["others"], draw)
        people.append({"id": f"d{len(people) + 1}", "relation": other["relation"], "age": draw.randint(*other["age"])})
    for person in people:
        person.setdefault("relation", SELF if person["id"] == SELF else "other")
        if not isinstance(person.get("age"), int):
            person["age"] = draw.randint(*plausible()["speaker"])
    return people


def _complete(household: Household, draw: random.Random) -> None:
    """Draws what is open, in the order in which one answer opens the next question."""
    dictionary, rows = load_catalogue().dictionary, plausible()["facts"]
    drawn = dict.fromkeys(row["fact"] for row in rows)
    paths = [*drawn, *(f"person.{name}" for name in dictionary.person), *(f"household.{name}" for name in dictionary.household)]
    for _ in range(3):
        for path in dict.fromkeys(paths):
            section, name = path.split(".")
            owners = [household.facts["household"]] if section == "household" else household.facts["people"]
            for owner in owners:
                if owner.get(name) is None and name not in ("nobody", "difficulties"):
                    _draw(household, path, owner, draw)


def _draw(household: Household, path: str, owner: Facts, draw: random.Random) -> None:
    definition = load_catalogue().dictionary.definition(path)
    judge, person = household.judge(household.facts), owner.get("id")
    if not definition.asked or Asking(judge, frozenset(), ()).concerns(definition, person) is not True:
        return
    for row in plausible()["facts"]:
        tests = [FactTest.model_validate(test) for test in row.get("when", [])]
        if row["fact"] == path and all(judge.holds(test, PLACE, person) for test in tests):
            owner[path.split(".")[1]] = _drawn(row["draw"], draw)
            return
    if definition.probe:
        owner[path.split(".")[1]] = draw.choice(definition.probe)


def _drawn(weighted: list[Any], draw: random.Random) -> Any:
    value = draw.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]
    is_range = isinstance(value, list) and len(value) == 2 and all(isinstance(end, int) for end in value)
    return draw.randint(*value) if is_range else value
