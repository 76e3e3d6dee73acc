"""Recognises what cannot wait; figurative and long past use is left alone."""

from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Facts, Situation


def emergency_in(situation: Situation) -> str | None:
    """The kind of emergency in the text of `situation` (see emergencies.yaml), None when there is none."""
    supposed = compiled(load("emergencies")["supposed"])
    text = situation.text
    for kind in load("emergencies")["kinds"]:
        if _asked_about(kind, text):
            continue
        excused = [found.span() for pattern in kind["unless"] for found in compiled(pattern).finditer(text)]
        for pattern in kind["patterns"]:
            for found in compiled(pattern).finditer(text):
                clause = situation.clause_at(found.start())
                if compiled(load("emergencies")["not_before"]).search(text[clause.start : found.start()]):
                    continue
                if any(start < found.end() and found.start() < end for start, end in excused):
                    continue
                if supposed.search(clause.text) and not kind.get("even_supposed", False):
                    continue
                return str(kind["kind"])
    return None


def _asked_about(kind: Facts, text: str) -> bool:
    """Whether `text` asks about the rules for this kind of thing and tells of nobody it is happening to."""
    if "asks" not in kind or not compiled(kind["asks"]).search(text):
        return False
    return not compiled(kind["personal"]).search(text)
