"""Finds who is named: relations, counted groups, eldest and youngest, pronouns, the household as a whole."""

import re
from functools import lru_cache
from typing import Any

from bot.nlu.amounts import numeral
from bot.nlu.lexicon import WordIndex
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Clause, Naming, Person, Situation

KIN = "kin"
BLOT = "_"
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
    words, starts = {entry[2]["word"] for entry in found}, {start for start, _, _ in found}
    for start, end, entry in found:
        alone = start in token_starts and end in token_ends
        if end - start == 1 and entry["kind"] == "person" and not (alone or _heads_a_clause(situation, start, end)):
            continue
        if entry["word"] in load("people")["needs_partner"] and not words & set(load("people")["needs_partner"][entry["word"]]):
            continue
        if _is_the_writer(situation.text, start, entry) or _none_such(situation.text, start, end, entry):
            continue
        if entry["kind"] == "pair" and _apart(situation.text, start, end, starts):
            # Only the word for the writer is theirs; the number belongs to what stands around it.
            end, entry = start + 1, {"kind": "self", "word": situation.text[start]}
        _record(situation, start, end, entry)
    _name_each(situation)


def _heads_a_clause(situation: Situation, start: int, end: int) -> bool:
    following = situation.text[end : end + 1]
    return situation.clause_at(start).start == start and compiled(load("people")["heads_a_clause"]).search(following) is not None


def _none_such(text: str, start: int, end: int, entry: dict[str, Any]) -> bool:
    people = load("people")
    if entry["kind"] != "person" or not compiled(people["none_such"]).search(text[max(0, start - 6) : start]):
        return False
    return compiled(people["none_such_after"]).search(text[end : end + 1]) is not None


def _apart(text: str, start: int, end: int, starts: set[int]) -> bool:
    return end in starts or compiled(load("people")["pair_apart"]).search(text[:start]) is not None


def _is_the_writer(text: str, start: int, entry: dict[str, Any]) -> bool:
    """就我一个孙子 names the writer, and no grandchild of theirs."""
    people = load("people")
    young = entry.get("relation") in (*people["children"], "grandchild")
    return young and compiled(people["apposition"]).search(text[max(0, start - 12) : start]) is not None


def _record(situation: Situation, start: int, end: int, entry: dict[str, Any]) -> None:
    kind: str = entry["kind"]
    if kind in PAIRS:
        persons = tuple(_person(situation, relation, None) for relation in PAIRS[kind])
        situation.namings.append(Naming(start, end, kind, persons))
    elif kind == "self":
        situation.namings.append(Naming(start, end, kind, (_person(situation, "self", None),)))
    elif kind in ("household", "pronoun", "pair", "childs_parent", "childs_parents"):
        situation.namings.append(Naming(start, end, kind, ()))
    else:
        single = entry["relation"] in load("people")["only_one"]
        count = None if single else _count(situation.text, start, end, entry["word"], _named_right_before(situation, start))
        person = _relative(situation, entry, count, start)
        person.outside = person.outside or bool(entry.get("outside"))
        situation.namings.append(Naming(start, end, "person", (person,), counted=count))


def _named_right_before(situation: Situation, start: int) -> bool:
    """Whether only a figure stands between the person named last and `start`, which then is their age."""
    last = situation.namings[-1] if situation.namings else None
    if last is None or last.kind != "person" or last.counted is not None:
        return False
    return compiled(load("people")["age_alone"]).fullmatch(situation.text, last.end, start) is not None


def _count(text: str, start: int, end: int, word: str, named_before: bool) -> int | None:
    people = load("people")
    if word in people["twins"]:
        return int(people["twins"][word])
    if compiled(people["count_before_pair"]).search(text[max(0, start - 6) : start]):
        return 2
    before = compiled(people["count_before"]).search(text[max(0, start - 14) : start])
    bare = None if named_before else compiled(people["count_before_bare"]).search(text[max(0, start - 6) : start])
    found = before or bare or compiled(people["count_after"]).search(text[end : end + 10])
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


def _relative(situation: Situation, entry: dict[str, Any], count: int | None, start: int) -> Person:
    relation: str = entry["relation"]
    ordinal = _ordinal(entry["word"])
    others = _children_of_others(situation)
    if ordinal and (last := _last_group(situation)) is not None and entry["word"] in load("people")["needs_partner"]:
        return _member_at(last, ordinal) or last
    if ordinal and others is not None and not _own_children(situation):
        return _member_at(others, ordinal) or others
    if entry["word"] in load("people")["any_child"]:
        child = _child_of_another(situation, start, count)
        if child is not None:
            return child
    if relation in load("people")["children"]:
        known = _known_child(situation, entry, count, ordinal)
        if known is not None:
            return known
    key = f"{relation}:{_kin_name(entry['word'])}" if relation in load("people")["many_of"] else relation
    person = _person(situation, key + (f":{ordinal}" if ordinal else ""), entry)
    if count and count > 1 and not person.members:
        person.count = count
        person.members = _members(person, entry["word"])
    return person


def _children_of_others(situation: Situation) -> Person | None:
    """The group of children that is not the writer's own: a brother's or sister's, or several grandchildren."""
    grandchild = situation.persons.get("grandchild")
    return situation.persons.get(KIN) or (grandchild if grandchild is not None and grandchild.members else None)


def _last_group(situation: Situation) -> Person | None:
    """The group that 大的 and 小的 speak of: the one named last."""
    groups = [person for naming in situation.namings for person in naming.persons if person.members]
    return groups[-1] if groups else None


def _member_at(group: Person, ordinal: str) -> Person | None:
    """The eldest, the second, the youngest of a group; None where so many are not known."""
    position: int = load("people")["ordinal_positions"][ordinal]
    return group.members[position] if -len(group.members) <= position < len(group.members) else None


def _kin_name(word: str) -> str:
    """What tells a brother from a sister, an uncle from an aunt, however they are called."""
    rules = load("people")["one_kin"]
    return compiled(rules["doubled"]).sub(r"\1", compiled(rules["own"]).sub("", word))


def _members(group: Person, word: str) -> list[Person]:
    relations = load("people")["sexes_of"].get(word, [group.relation] * group.count)
    return [Person(f"{group.key}:{place}", relation, group.sex) for place, relation in enumerate(relations)]


def _child_of_another(situation: Situation, start: int, count: int | None) -> Person | None:
    """The grandchild a bare 孩子 speaks of again, or the children of a brother or sister named right before them."""
    people, persons = load("people"), situation.persons
    grandchild = persons.get("grandchild")
    if grandchild is not None and count in (None, len(grandchild.members)):
        return grandchild
    last = situation.namings[-1] if situation.namings else None
    gap = situation.text[last.end : start] if last else ""
    theirs = last and any(person.relation in people["kin"] for person in last.persons)
    if theirs and gap and compiled(people["kin_children"]).search(gap):
        group = persons.setdefault(KIN, Person(KIN, "other"))
        if count and count > 1 and not group.members:
            group.count = count
            group.members = [Person(f"{KIN}:{place}", "other") for place in range(count)]
        return group
    return persons.get(KIN) if count is None and not _own_children(situation) else None


def _own_children(situation: Situation) -> bool:
    return any(person.relation in load("people")["children"] for person in situation.persons.values())


def _known_child(situation: Situation, entry: dict[str, Any], count: int | None, ordinal: str | None) -> Person | None:
    """The child already named that this word speaks of again."""
    people = load("people")
    named = [person for person in situation.persons.values() if person.relation in people["children"]]
    groups = [person for person in named if person.members]
    if ordinal and groups and (member := _member_at(groups[-1], ordinal)) is not None:
        return _refine(member, entry)
    if groups and not ordinal and count is None and entry["relation"] != people["generic_child"]:
        member = _member(groups[-1], entry["relation"])
        if member is not None:
            return _refine(member, entry)
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


def _member(group: Person, relation: str) -> Person | None:
    """两个孩子，儿子十岁: the son among them, or the first of whom nothing is known yet."""
    generic = load("people")["generic_child"]
    if group.relation != generic:
        return None
    same = [member for member in group.members if member.relation == relation]
    return next(iter(same or [member for member in group.members if member.relation == generic]), None)


def _refine(person: Person, entry: dict[str, Any]) -> Person:
    if entry["relation"] != load("people")["generic_child"]:
        person.relation, person.sex = entry["relation"], entry.get("sex")
    return person


def _name_each(situation: Situation) -> None:
    """两个孩子，一个上初中，一个上小学: each 一个 at the head of a clause or after the group is its next member."""
    groups = [person for person in situation.persons.values() if person.members]
    young = [person for person in groups if person.relation in (*load("people")["children"], "grandchild", "other")]
    groups = young or groups
    if len(groups) != 1:
        return
    members = iter(groups[0].members)
    for clause in situation.clauses:
        for found in compiled(load("people")["each"]).finditer(clause.text):
            start = clause.start + found.start()
            member = next(members, None) if found.start() == 0 or _goes_on_about(situation, groups[0], clause, start) else None
            if member:
                situation.namings.append(Naming(start, clause.start + found.end(), "person", (member,)))


def _goes_on_about(situation: Situation, group: Person, clause: Clause, start: int) -> bool:
    before = [naming for naming in situation.namings if clause.start <= naming.start and naming.end <= start]
    last = max(before, key=lambda naming: naming.start, default=None)
    return last is not None and bool(last.persons) and last.persons[0] in (group, *group.members)


def without_ordinals(situation: Situation) -> str:
    """The text with 老二 and the like blotted out, whose numerals are no figures: 老二十二岁 is twelve."""
    text = situation.text
    for naming in situation.namings:
        if _ordinal(text[naming.start : naming.end]):
            text = text[: naming.start] + BLOT * (naming.end - naming.start) + text[naming.end :]
    return text


def is_own(text: str) -> bool:
    """Whether a word such as 我妈 says itself whose relative it is."""
    return bool(re.match(load("people")["own"], text))
