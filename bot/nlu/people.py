"""Finds who is named: relations, counted groups, eldest and youngest, pronouns, the household as a whole."""

import re
from functools import lru_cache
from typing import Any

from bot.nlu.amounts import numeral
from bot.nlu.lexicon import WordIndex
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Naming, Person, Situation

PAIRS = {
    "couple": ("self", "spouse"),
    "parents": ("father", "mother"),
    "grandparents": ("grandfather", "grandmother"),
    "parents_in_law": ("father_in_law", "mother_in_law"),
}


@lru_cache(maxsize=1)
def _index() -> WordIndex:
    return WordIndex([(word, {**entry, "word": word}) for entry in load("people")["relations"] for word in entry["words"]])


@lru_cache(maxsize=1)
def plausible_ages() -> dict[str, tuple[int, int]]:
    """The lowest and highest age that is believable for each relation."""
    return {
        entry["relation"]: tuple(entry["age"]) for entry in load("people")["relations"] if "relation" in entry and "age" in entry
    }


def find_namings(situation: Situation, token_starts: frozenset[int], token_ends: frozenset[int]) -> None:
    """Records every relation named; single-character words count only where jieba sees a word of their own."""
    found = [entry for entry in _index().find(situation.text) if entry[2]["kind"] != "none"]
    words = {entry[2]["word"] for entry in found}
    for start, end, entry in found:
        if end - start == 1 and entry["kind"] == "person" and not (start in token_starts and end in token_ends):
            continue
        if entry["word"] in load("people")["needs_partner"] and not words & set(load("people")["needs_partner"][entry["word"]]):
            continue
        _record(situation, start, end, entry)
    _name_each(situation)


def _record(situation: Situation, start: int, end: int, entry: dict[str, Any]) -> None:
    kind: str = entry["kind"]
    if kind in PAIRS:
        persons = tuple(_person(situation, relation, None) for relation in PAIRS[kind])
        situation.namings.append(Naming(start, end, kind, persons))
    elif kind == "self":
        situation.namings.append(Naming(start, end, kind, (_person(situation, "self", None),)))
    elif kind in ("household", "pronoun"):
        situation.namings.append(Naming(start, end, kind, ()))
    else:
        single = entry["relation"] in load("people")["only_one"]
        count = None if single else _count(situation.text, start, end, entry["word"])
        person = _relative(situation, entry, count)
        situation.namings.append(Naming(start, end, "person", (person,), counted=count))


def _count(text: str, start: int, end: int, word: str) -> int | None:
    people = load("people")
    if word in people["twins"]:
        return int(people["twins"][word])
    if compiled(people["count_before_pair"]).search(text[max(0, start - 6) : start]):
        return 2
    before = compiled(people["count_before"]).search(text[max(0, start - 14) : start])
    found = before or compiled(people["count_after"]).search(text[end : end + 10])
    if not found:
        return None
    count = numeral(found["count"])
    return int(count) if count is not None and 1 <= count <= people["too_many"] else None


def _ordinal(word: str) -> str | None:
    for ordinal, words in load("people")["ordinals"].items():
        if word in words:
            return str(ordinal)
    return None


def _person(situation: Situation, key: str, entry: dict[str, Any] | None) -> Person:
    relation = entry["relation"] if entry else key
    if key not in situation.persons:
        sex = {
            "father": "male",
            "mother": "female",
            "grandfather": "male",
            "grandmother": "female",
            "father_in_law": "male",
            "mother_in_law": "female",
        }.get(relation)
        situation.persons[key] = Person(key, relation, sex)
    person = situation.persons[key]
    if entry and person.sex is None:
        person.sex = entry.get("sex") or load("people")["boys_and_girls"].get(entry["word"])
    return person


def _relative(situation: Situation, entry: dict[str, Any], count: int | None) -> Person:
    relation: str = entry["relation"]
    ordinal = _ordinal(entry["word"])
    if relation in load("people")["children"]:
        known = _known_child(situation, entry, count, ordinal)
        if known is not None:
            return known
    person = _person(situation, relation + (f":{ordinal}" if ordinal else ""), entry)
    if count and count > 1 and not person.members:
        person.count = count
        person.members = [Person(f"{person.key}:{place}", relation, person.sex) for place in range(count)]
    return person


def _known_child(situation: Situation, entry: dict[str, Any], count: int | None, ordinal: str | None) -> Person | None:
    """The child already named that this word speaks of again."""
    people = load("people")
    named = [person for person in situation.persons.values() if person.relation in people["children"]]
    groups = [person for person in named if person.members]
    if ordinal and groups:
        position = people["ordinal_positions"][ordinal]
        members = groups[-1].members
        if position < len(members):
            return _refine(members[position], entry)
    if ordinal or len(named) != 1:
        return None
    only = named[0]
    generic = people["generic_child"]
    same = entry["relation"] == only.relation or generic in (entry["relation"], only.relation)
    if not same or ((count or 1) > 1 and not only.members):
        return None
    if only.members:
        return only if entry["relation"] == only.relation or count == only.count else None
    return _refine(only, entry) if ":" not in only.key or entry["relation"] == generic else None


def _refine(person: Person, entry: dict[str, Any]) -> Person:
    if entry["relation"] != load("people")["generic_child"]:
        person.relation, person.sex = entry["relation"], entry.get("sex")
    return person


def _name_each(situation: Situation) -> None:
    """两个孩子，一个上初中，一个上小学: each clause speaks of the next member of the group."""
    groups = [person for person in situation.persons.values() if person.members]
    if len(groups) != 1:
        return
    members = iter(groups[0].members)
    for clause in situation.clauses:
        found = compiled(load("people")["each"]).match(clause.text)
        member = next(members, None) if found else None
        if found and member:
            start = clause.start + found.start()
            situation.namings.append(Naming(start, clause.start + found.end(), "person", (member,)))


def resolve_pronouns(situation: Situation) -> None:
    """Puts the namings in order and gives 他 and 她 the person named last before them."""
    situation.namings.sort(key=lambda naming: naming.start)
    resolved: list[Naming] = []
    for naming in situation.namings:
        if naming.kind == "pronoun" and naming.end - naming.start == 1:
            earlier = [known for known in resolved if known.kind == "person"]
            if earlier:
                naming = Naming(naming.start, naming.end, "person", earlier[-1].persons)
            elif any(known.kind == "self" and known.end - known.start > 1 for known in resolved):
                naming = Naming(naming.start, naming.end, "self", (situation.persons["self"],))
        if naming.kind != "pronoun":
            resolved.append(naming)
    situation.namings = resolved


def is_own(text: str) -> bool:
    """Whether a word such as 我妈 says itself whose relative it is."""
    return bool(re.match(load("people")["own"], text))
