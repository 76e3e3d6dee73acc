"""Recognises the places we serve and tells where the household is registered from where it lives."""

from functools import lru_cache

import yaml

from bot.nlu.lexicon import WordIndex
from bot.nlu.resources import REPOSITORY, compiled, load
from bot.nlu.workspace import Facts, Situation

BEFORE = 8


@lru_cache(maxsize=1)
def _places() -> list[Facts]:
    """The places we have a name for, as knowledge/places.yaml lists them."""
    text = (REPOSITORY / "knowledge" / "places.yaml").read_text("utf-8")
    listed: list[Facts] = yaml.load(text, Loader=yaml.CSafeLoader)["places"]
    return listed


@lru_cache(maxsize=1)
def _index() -> WordIndex:
    words: list[tuple[str, str]] = []
    above = {place["code"]: place.get("names", []) for place in _places()}
    for place in _places():
        words += [(name, place["code"]) for name in place.get("names", [])]
        if "with_suffix" in place:
            short, suffix = place["with_suffix"], place["suffix"]
            words.append((short + suffix, place["code"]))
            words += [(name + part, place["code"]) for name in above[place["above"]] for part in (short, short + suffix)]
        if place.get("above"):
            words += [(outer + name, place["code"]) for outer in above[place["above"]] for name in place.get("names", [])]
    return WordIndex(words)


def find_places(text: str) -> list[tuple[int, int, str]]:
    """Every place of places.yaml in `text` with its code; names that belong to something else (天津大学) are left out."""
    unlike = compiled(load("places")["not_place"])
    return [(start, end, code) for start, end, code in _index().find(text) if not unlike.search(text[end : end + 4])]


def bare_place(text: str) -> str | None:
    """The code of the one place an answer names, short district names included; None when it names none or several."""
    found = {code for _, _, code in find_places(text)}
    if not found:
        short = {place["code"]: place["with_suffix"] for place in _places() if "with_suffix" in place}
        found = {
            code
            for code, name in short.items()
            if text.startswith(name) or text.partition(load("places")["at"])[2].startswith(name)
        }
    return max(found) if len({code[:2] for code in found}) == 1 and _nested(found) else None


def _nested(codes: set[str]) -> bool:
    deepest = max(codes)
    return all(deepest.startswith(code.rstrip("0")) for code in codes)


def _lives(before: str, after: str) -> bool:
    rules = load("places")
    here = compiled(rules["lives_here"]).search(before) and compiled(rules["residence_after"]).search(after)
    said = compiled(rules["residence"]).search(before) and not compiled(rules["not_residence"]).search(after)
    return bool(here or said)


def _of_another(situation: Situation, clause_start: int, place: int) -> bool:
    """老公是丹阳人: where another one comes from or lives says nothing of where the household does."""
    named = [naming for naming in situation.namings if clause_start <= naming.start and naming.end <= place]
    return any(naming.kind == "person" and naming.persons[0].relation in load("places")["from_elsewhere"] for naming in named)


def add_places(situation: Situation) -> None:
    """Sets the registered and the living place where the sentence says which is which."""
    rules, text = load("places"), situation.text
    for start, end, code in find_places(text):
        clause = situation.clause_at(start)
        before, after = text[max(clause.start, start - BEFORE) : start], text[end : clause.end]
        if compiled(rules["denied"]).search(before) or clause.supposed or clause.about_others:
            continue
        fact = None
        if (
            compiled(rules["hukou"]).search(before)
            or compiled(rules["hukou_after"]).search(after)
            or (compiled(rules["native_before"]).search(before) and compiled(rules["native_after"]).search(after))
        ):
            fact = "hukou"
        elif _lives(before, after):
            fact = "residence"
        if fact and not clause.question and not _of_another(situation, clause.start, start):
            situation.household[fact] = code
            situation.mention("status", start, end, value=code, fact=f"household.{fact}")
