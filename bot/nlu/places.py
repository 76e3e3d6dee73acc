"""Recognises the places we serve and tells where the household is registered from where it lives."""

from collections.abc import Iterable

from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Facts, Situation
from divisions import covers, place_answered, places_in

BEFORE = 8


def near(metadata: Facts) -> tuple[str, ...]:
    """The codes of where the household is known to be, as the service sent them along with a message."""
    return tuple(code for code in metadata.get("near") or () if isinstance(code, str))


def find_places(text: str, known: Iterable[str] = (), asked: bool = False) -> list[tuple[int, int, str]]:
    """Every place in `text` with its code; names that belong to something else (天津大学) are left out.

    known: the codes of where the household is, as far as the conversation has told. asked: names count that are taken only
    where somebody says where they are.
    """
    unlike = compiled(load("places")["not_place"])
    return [(start, end, code) for start, end, code in places_in(text, known, asked) if not unlike.search(text[end : end + 4])]


def bare_place(text: str, known: Iterable[str] = ()) -> str | None:
    """The code of the one place an answer names, short district names included; None when it names none or several."""
    found = {code for _, _, code in find_places(text, known)}
    if not found:
        rest = text[compiled(load("places")["at"]).match(text).end() :]
        named = place_answered(rest, known)
        found = {named[2]} if named and not compiled(load("places")["not_place"]).search(rest[named[1] :]) else found
    deepest = max(found, default=None)
    return deepest if deepest and all(covers(code, deepest) for code in found) else None


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
    text, born = situation.text, []
    for start, end, code in find_places(text, situation.near, asked=True):
        clause = situation.clause_at(start)
        before, after = text[max(clause.start, start - BEFORE) : start], text[end : clause.end]
        supposed = clause.supposed or clause.about_others or clause.question
        if compiled(load("places")["denied"]).search(before) or supposed or _of_another(situation, clause.start, start):
            continue
        if _native(before, after):
            born.append((start, end, code))
        elif _registered(before, after):
            _tell(situation, "hukou", start, end, code)
        elif _lives(before, after):
            _tell(situation, "residence", start, end, code)
    for start, end, code in born:
        # 我是沧州人，在天津住了八年: whoever lives in another province may be registered there by now.
        if "hukou" not in situation.household and code[:2] == situation.household.get("residence", code)[:2]:
            _tell(situation, "hukou", start, end, code)


def _registered(before: str, after: str) -> bool:
    rules = load("places")
    return bool(compiled(rules["hukou"]).search(before) or compiled(rules["hukou_after"]).search(after))


def _native(before: str, after: str) -> bool:
    rules = load("places")
    return bool(compiled(rules["native_before"]).search(before) and compiled(rules["native_after"]).search(after))


def _tell(situation: Situation, fact: str, start: int, end: int, code: str) -> None:
    situation.household[fact] = code
    situation.mention("status", start, end, value=code, fact=f"household.{fact}")
