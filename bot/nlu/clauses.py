"""Cuts an utterance into clauses and tells what is asked, supposed, denied or doubted."""

import re

from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Clause, Situation

REACH = 14


def cut(text: str) -> list[Clause]:
    """The clauses of `text`, at least one, covering every character."""
    language = load("language")
    ends, stops = compiled(language["clause_end"]), re.compile(language["sentence_end"])
    clauses: list[Clause] = []
    start = sentence = 0
    for end in [found.end() for found in ends.finditer(text)] + [len(text)]:
        if end == start and clauses:
            continue
        clauses.append(_clause(text, start, end, sentence, clauses[-1] if clauses else None))
        sentence += bool(stops.search(text, start, end))
        start = end
    return clauses


def _clause(text: str, start: int, end: int, sentence: int, previous: Clause | None) -> Clause:
    language, said = load("language"), text[start:end]
    return Clause(
        start,
        end,
        said,
        sentence,
        question=bool(compiled(language["question"]).search(said)),
        supposed=bool(compiled(language["supposition"]).search(said)),
        about_others=bool(compiled(language["about_others"]).search(said))
        or bool(compiled(language["story_of_others"]).search(said))
        or (previous is not None and previous.sentence == sentence and _goes_on(previous, said)),
    )


def _goes_on(previous: Clause, said: str) -> bool:
    """Whether a story of somebody else, begun or going on in the clause before, goes on in this one."""
    language = load("language")
    begun = compiled(language["story_of_others"]).search(previous.text)
    going_on = previous.about_others and (begun or not compiled(language["about_others"]).search(previous.text))
    return bool(going_on) and not compiled(language["ourselves"]).search(said)


def denied(situation: Situation, start: int, end: int) -> bool:
    """Whether what stands at `start:end` is said not to be so."""
    language, clause = load("language"), situation.clause_at(start)
    before = situation.text[max(clause.start, start - REACH) : start]
    if compiled(language["double_negation"]).search(before + situation.text[start:end][:2]):
        return compiled(language["negative"]).match(situation.text[start:end]) is not None
    if compiled(language["negative"]).search(situation.text[start:end]):
        return False
    if compiled(language["negation_before"]).search(before):
        return True
    return bool(compiled(language["negation_after"]).search(situation.text[end : clause.end]))


def doubted(situation: Situation, start: int, end: int) -> bool:
    """Whether what stands at `start:end` is suspected, feared, looked for, or over."""
    language, clause = load("language"), situation.clause_at(start)
    before = situation.text[max(clause.start, start - REACH) : start]
    after = situation.text[end : clause.end]
    return bool(compiled(language["doubt"]).search(before) or compiled(language["ended"]).search(after))
