"""Recognises what cannot wait; figurative and long past use is left alone."""

from bot.nlu.clauses import cut
from bot.nlu.resources import compiled, load


def emergency_in(text: str) -> str | None:
    """The kind of emergency in normalised `text` (see emergencies.yaml), None when there is none."""
    supposed = compiled(load("emergencies")["supposed"])
    clauses = cut(text)
    for kind in load("emergencies")["kinds"]:
        excused = [found.span() for pattern in kind["unless"] for found in compiled(pattern).finditer(text)]
        for pattern in kind["patterns"]:
            for found in compiled(pattern).finditer(text):
                clause = next(known for known in clauses if known.start <= found.start() < known.end)
                if compiled(load("emergencies")["not_before"]).search(text[clause.start : found.start()]):
                    continue
                if any(start < found.end() and found.start() < end for start, end in excused) or supposed.search(clause.text):
                    continue
                return str(kind["kind"])
    return None
