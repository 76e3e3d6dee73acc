"""Households for the tests: plain builders, small catalogues on disk, and random ones drawn from the dictionary of facts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any

import yaml
from hypothesis import strategies as st

from knowledge.catalogue import FOLDER, Catalogue, load_catalogue
from knowledge.dictionary import ANYBODY, NUMERIC, FactDefinition, FactDictionary
from knowledge.eligibility import Judge, Result, assess
from knowledge.ranges import Range
from knowledge.situation import Situation
from knowledge.terms import alternatives

DAY = date(2026, 11, 22)
TIANJIN, HEPING, DANYANG = "120000", "120101", "321181"

TABLES = Path(__file__).parent.parent / "policies"

Facts = dict[str, Any]


def dictionary() -> FactDictionary:
    """The dictionary the product ships."""
    return load_catalogue().dictionary


def family(*people: dict[str, Any], **household: Any) -> Facts:
    """Facts with these people, the first of whom speaks; nothing else is known."""
    named = [{"id": "self" if not position else f"p{position + 1}", **person} for position, person in enumerate(people)]
    return {"household": household, "people": named}


def judged(facts: Facts, policy_id: str, *, locality: str | None = None, day: date = DAY) -> list[Result]:
    """The results of one policy of the shipped catalogue."""
    judge = assess(load_catalogue(), facts, locality=locality, as_of=day)
    return [result for result in judge.results() if result.policy.id == policy_id]


def condition(**parts: Any) -> dict[str, Any]:
    """A condition as a file has it, with the words it must carry."""
    return {"label": "condition", "clause": "clause", **parts}


def policy_file(identifier: str, *conditions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A national policy as its file has it, with these conditions; for catalogues made by a test."""
    return {
        "id": identifier,
        "name": identifier,
        "aliases": [],
        "topics": [],
        "department": "d",
        "category": "c",
        "level": "national",
        "about": "household",
        "difficulties": ["living"],
        "in_force": {"from": "2020-01-01"},
        "who": "w",
        "benefit": {"text": "b"},
        "rule": {"all": list(conditions)},
        "papers": [],
        "apply": {"channel": "apply", "where": "w", "steps": ["submitted", "accepted", "confirmed"]},
        "legal_basis": [{"title": "t"}],
        "source": {"text": "s", "confidence": "high", "checked": "2026-01-01"},
        "passages": [{"ref": "r", "text": "a passage of a law", "quoted": False}],
        "phrases": ["p"] * 20,
        **changes,
    }


def parameter_file(identifier: str, *values: tuple[str, Any], **changes: Any) -> dict[str, Any]:
    """A parameter as its file has it: first day and value; none means open."""
    dated = [
        {"from": first, "value": value, "source": "s", "checked": "2026-01-01", "confidence": "original"}
        for first, value in values
    ]
    return {
        "id": identifier,
        "label": identifier,
        "unit": "u",
        "values": dated,
        **({} if values else {"open": "not verified"}),
        **changes,
    }


def overlay_file(identifier: str, locality: str, **changes: Any) -> dict[str, Any]:
    """A local overlay as its file has it."""
    source = {"text": "s", "confidence": "high", "checked": "2026-01-01"}
    return {"overrides": identifier, "locality": locality, "in_force": {"from": "2020-01-01"}, "source": source, **changes}


def write_catalogue(folder: Path, files: dict[str, Any]) -> Path:
    """A catalogue folder with the shipped dictionary and these files; a str is written as it is."""
    shutil.copy(FOLDER / "facts.yaml", folder / "facts.yaml")
    for name, body in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body if isinstance(body, str) else yaml.safe_dump(body, allow_unicode=True), "utf-8")
    return folder


def catalogue_of(folder: Path, *policies: dict[str, Any]) -> Catalogue:
    """The catalogue of this folder, with these national policies written into it."""
    return load_catalogue(write_catalogue(folder, {f"policies/national/{policy['id']}.yaml": policy for policy in policies}))


def judge_of(catalogue: Catalogue, facts: Facts, locality: str | None = None, day: date = DAY) -> Judge:
    """A judge on the day of the tests."""
    return assess(catalogue, facts, locality=locality, as_of=day)


# ---- random households: a whole world in which everything is known, and partial views of it

PLACES = (None, HEPING, TIANJIN, DANYANG, "320000", "110101")
# How people are told apart and whether they live with the family at all is said with their name.
IDENTITY = ("id", "relation", "away")
# These describe the list of people itself or where the household lives.
FRAME = frozenset({"size", "people_complete", "nobody", "hukou", "residence"})


def exact_values(definition: FactDefinition) -> st.SearchStrategy[Any]:
    """Any value a fact can exactly have, with those near the thresholds of the catalogue preferred."""
    if definition.type in NUMERIC:
        typical = st.sampled_from([value for value in definition.probe if isinstance(value, int)] or [0])
        most = definition.at_most or (150 if definition.unit not in ("元", "元/月", "元/年") else 200_000)
        return typical | st.integers(0, most)
    if definition.type == "boolean":
        return st.booleans()
    if definition.type == "list":
        return st.lists(st.sampled_from(sorted(definition.items)), max_size=2, unique=True)
    return st.sampled_from([option.value for option in definition.options])


@cache
def seeds() -> list[Facts]:
    """The base households of the case tables, most of which fulfil their policy."""
    tables = [yaml.safe_load(file.read_text("utf-8")) for file in sorted(TABLES.glob("*.yaml"))]
    return [{"household": {}, "people": [], **table["base"]} for table in tables]


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    """A household of which every fact is known exactly, and all people are named; many are near what a policy asks for."""
    facts = dictionary()
    seed = draw(st.sampled_from([{"household": {}, "people": []}, *seeds()]))
    named = max(draw(st.integers(1, 3)), _whole(seed["household"].get("size")), len(seed["people"]))
    place = seed["household"].get("hukou") or draw(st.sampled_from([HEPING, DANYANG, "110101"]))
    household = {name: draw(exact_values(entry)) for name, entry in facts.household.items() if name not in FRAME}
    household |= {
        name: value for name, value in seed["household"].items() if name not in FRAME and not isinstance(value, dict | NoneType)
    }
    parts = [household[path.split(".")[1]] for path in facts.lower_bounds["household.rigid_spend_year"]]
    household["rigid_spend_year"] = max(household["rigid_spend_year"], sum(parts))
    people = []
    for position in range(named):
        person = {name: draw(exact_values(entry)) for name, entry in facts.person.items()}
        known = _with_gates(seed["people"][position], facts.person) if position < len(seed["people"]) else {}
        exact = {name: value for name, value in known.items() if not isinstance(value, dict | NoneType)}
        identity = {"relation": "other" if position else "self", "id": f"p{position}"}
        people.append({**person, **identity, **exact, "id": identity["id"], "away": _away(draw, position)})
    size = sum(person["away"] == "none" for person in people)
    household |= {"size": size, "people_complete": True, "hukou": place, "residence": place}
    return consistent({"household": household, "people": people})


def consistent(world: Facts) -> Facts:
    """The same household without a word against what is implied.

    Such a word is a correction, and a correction may turn a verdict: that is not learning more.
    """
    facts = dictionary()
    owners: list[tuple[str, Facts]] = [(person["id"], person) for person in world["people"]]
    while against := [
        (owner, path.split(".")[1], value)
        for path, implied in facts.implied.items()
        for identifier, owner in ([(ANYBODY, world["household"])] if path.startswith("household.") else owners)
        if (follows := implied.follows(Situation(world, facts).value, identifier)) is not None
        and (value := follows.to_json() if isinstance(follows, Range) else follows) != owner[path.split(".")[1]]
    ]:
        for owner, name, value in against:
            owner[name] = value
    return world


def _with_gates(known: dict[str, Any], definitions: dict[str, FactDefinition]) -> dict[str, Any]:
    """What was said of somebody with what its questions wait for, so that it does not contradict what is implied."""
    opened, waiting = dict(known), list(known)
    for name in waiting:
        gate = definitions[name].asked_after if name in definitions else None
        for test in alternatives(gate)[:1] if gate else []:
            value = test.is_ if test.one_of is None else test.one_of[0]
            if value is not None and test.fact.startswith("person."):
                opened.setdefault(test.fact.removeprefix("person."), value)
                waiting.append(test.fact.removeprefix("person."))
    return opened


def _away(draw: st.DrawFn, position: int) -> str:
    """Who speaks is at home, and so are most."""
    return draw(st.sampled_from(["none", "none", "none", "prison"])) if position else "none"


def _whole(size: Any) -> int:
    return size if isinstance(size, int) else 1


def _hidden(draw: st.DrawFn, definition: FactDefinition, value: Any) -> Any:
    """A value as it may be known: not at all, as a range around it, or exactly."""
    choice = draw(st.sampled_from(["exact", "exact", "exact", "exact", "range", "range", "unknown"]))
    if choice == "exact":
        return value
    if choice == "unknown" or definition.type not in NUMERIC:
        return None
    low = draw(st.none() | st.integers(0, int(value)))
    high = draw(st.none() | st.integers(int(value), definition.at_most or int(value) + 100_000))
    return {"min": low, "max": high}


def _more(draw: st.DrawFn, definition: FactDefinition, vague: Any, value: Any) -> Any:
    """The same fact with as much or more known of it: a range gets narrower around the value."""
    if draw(st.booleans()) or vague == value:
        return vague if draw(st.booleans()) else value
    if not isinstance(vague, dict):
        return vague
    low = draw(st.integers(vague["min"] or 0, int(value)))
    high = draw(st.integers(int(value), max(int(value), vague["max"] or definition.at_most or int(value) + 100_000)))
    return {"min": low, "max": high}


@st.composite
def views(draw: st.DrawFn) -> tuple[Facts, Facts, Facts]:
    """What is known of a household, what is known after learning more, and the household itself."""
    facts = dictionary()
    world = draw(worlds())
    named = draw(st.integers(0, len(world["people"])))
    named_later = draw(st.integers(named, len(world["people"])))
    before: Facts = {"household": {}, "people": []}
    after: Facts = {"household": {}, "people": []}
    for name, value in world["household"].items():
        if name in ("people_complete", "hukou", "residence"):
            continue
        vague = _hidden(draw, facts.household[name], value)
        before["household"][name] = vague
        after["household"][name] = _more(draw, facts.household[name], vague, value)
    for target, count in ((before, named), (after, named_later)):
        target["household"] |= {"hukou": world["household"]["hukou"], "people_complete": count == len(world["people"]) or None}
    nobody = [name for name, entry in facts.person.items() if _nobody_has(world, name, entry)]
    said = draw(st.lists(st.sampled_from(nobody), unique=True)) if nobody else []
    before["household"]["nobody"] = said
    after["household"]["nobody"] = said + [name for name in nobody if name not in said and draw(st.booleans())]
    for position, person in enumerate(world["people"][:named_later]):
        vague = {name: _hidden(draw, facts.person[name], value) for name, value in person.items() if name not in IDENTITY}
        sure = {name: _more(draw, facts.person[name], vague[name], person[name]) for name in vague}
        identity = {name: person[name] for name in IDENTITY}
        if position < named:
            before["people"].append({**identity, **vague})
        after["people"].append({**identity, **sure})
    return before, after, world


def _nobody_has(world: Facts, name: str, definition: FactDefinition) -> bool:
    return definition.type not in NUMERIC and all(person[name] == definition.nothing for person in world["people"])


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    """Facts a caller may send: anything the dictionary accepts, contradictions included."""
    facts = dictionary()
    accepted: dict[str, Callable[[FactDefinition], st.SearchStrategy[Any]]] = {
        "place": lambda _: st.sampled_from(PLACES),
        "list": lambda entry: (
            st.none() | (exact_values(entry) if entry.options else st.lists(st.sampled_from(sorted(facts.person)), max_size=3))
        ),
    }

    def value(entry: FactDefinition) -> Any:
        if entry.type in accepted:
            return draw(accepted[entry.type](entry))
        return draw(st.none() | exact_values(entry) | (_ranges(entry.at_most or 50_000) if entry.type in NUMERIC else st.none()))

    names = draw(st.lists(st.sampled_from(sorted(facts.household)), unique=True))
    people = []
    for position in range(draw(st.integers(0, 3))):
        known = draw(st.lists(st.sampled_from(sorted(facts.person)), unique=True, max_size=8))
        people.append({"id": f"p{position}", **{name: value(facts.person[name]) for name in known}})
    return {"household": {name: value(facts.household[name]) for name in names}, "people": people}


def _ranges(most: int) -> st.SearchStrategy[dict[str, int | None]]:
    ends = st.tuples(st.integers(0, most), st.integers(0, most)).map(sorted)
    whole = ends.map(lambda pair: {"min": pair[0], "max": pair[1]})
    return whole.flatmap(
        lambda full: st.sampled_from([full, {"min": full["min"]}, {"max": full["max"]}, {"min": None, "max": full["max"]}])
    )


def changed(facts: Facts, **household: Any) -> Facts:
    """The same facts with household facts changed; None removes one."""
    copy = deepcopy(facts)
    copy["household"] |= household
    return {**copy, "household": {name: value for name, value in copy["household"].items() if value is not None}}
