"""Finds people called by their names; a story told of somebody by name is not told of the writer."""

import re
from collections.abc import Iterator

from bot.nlu.people import is_own
from bot.nlu.resources import compiled, load
from bot.nlu.tokenizer import segmenter
from bot.nlu.workspace import NAMED, Naming, Person, Situation


def add_names(situation: Situation) -> None:
    """Records every name; where nobody speaks of themselves, the first one takes the writer's place in the story."""
    spans = sorted(set(_spans(situation)))
    spoken = any(_speaks_of_themselves(situation, naming, spans) for naming in situation.namings)
    called: dict[str, Person] = {}
    for start, end in spans:
        name = situation.text[start:end]
        if name not in called:
            key, relation = (f"{NAMED}:{name}", "other") if spoken else ("self", NAMED)
            called[name] = situation.persons.setdefault(key, Person(key, relation))
            called[name].relation, spoken = relation, True
        situation.namings.append(Naming(start, end, "person", (called[name],)))


def _speaks_of_themselves(situation: Situation, naming: Naming, names: list[tuple[int, int]]) -> bool:
    """Whether the naming tells that the writer speaks; 本人 after a name is the one named."""
    said = situation.text[naming.start : naming.end]
    if naming.kind == "household" or (said in load("people")["names"]["the_same"] and names and names[0][1] <= naming.start):
        return False
    return naming.kind == "self" or is_own(said)


def _spans(situation: Situation) -> Iterator[tuple[int, int]]:
    rules, text = load("people")["names"], situation.text
    for name in ("masked", "masked_with_x", "called", "full"):
        pattern = compiled(rules[name].replace("{told}", rules["told"]))
        for found in pattern.finditer(text):
            if name == "full" and not _a_name(situation, found):
                continue
            if not _said_of_another(situation, found):
                yield found.span()
    for found in compiled(rules["asked_for"]).finditer(text):
        yield found.span("name")


def _a_name(situation: Situation, found: "re.Match[str]") -> bool:
    """Whether the characters, which begin a clause, are no word of the language."""
    rules = load("people")["names"]
    if situation.clause_at(found.start()).start != found.start():
        return False
    frequency: int = segmenter().FREQ.get(found.group()) or 0
    return frequency < rules["words_from"] or found.group() in rules["anybody"]


def _said_of_another(situation: Situation, found: "re.Match[str]") -> bool:
    """Whether the name only says what somebody already named is called (我叫…, 我妈…), or overlaps another naming."""
    if compiled(load("people")["names"]["own_before"]).search(situation.text[max(0, found.start() - 6) : found.start()]):
        return True
    named = [naming for naming in situation.namings if naming.kind == "person"]
    beside = any(naming.end in (found.start(), found.start() - 1) for naming in named)
    return beside or any(naming.start < found.end() and found.start() < naming.end for naming in situation.namings)
