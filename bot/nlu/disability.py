"""Grades of disability: those of a certificate, and the look-alikes of work injury and military service."""

import re

from bot.nlu.amounts import numeral
from bot.nlu.clauses import denied
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Clause, Situation

REACH = 10


def add_disability(situation: Situation, expected: bool = False) -> None:
    """Adds every grade said in a context of disability; `expected` when a grade has just been asked for."""
    rules, text = load("disabilities"), situation.text
    expected = expected or (bool(situation.namings) and compiled(rules["contrasted"]).search(text) is not None)
    for found in compiled(rules["any_grade"]).finditer(text):
        before, after = text[max(0, found.start() - REACH) : found.start()], text[found.end() : found.end() + REACH]
        if compiled(rules["before_is_not"]).search(before) or compiled(rules["after_is_not"]).search(after):
            continue
        clause = situation.clause_at(found.start())
        around = _around(situation, clause)
        if not expected and not compiled(rules["context"]).search(around):
            continue
        _add_grade(situation, found, clause, around, expected)
    _add_severe(situation)
    _add_types_alone(situation)


def _around(situation: Situation, clause: Clause) -> str:
    """The clause with its neighbours in the same sentence."""
    return "".join(known.text for known in situation.clauses if abs(known.sentence - clause.sentence) == 0)


def _add_grade(situation: Situation, found: "re.Match[str]", clause: Clause, around: str, expected: bool) -> None:
    rules = load("disabilities")
    grade = int(numeral(found["grade"]) or 0)
    other = compiled(rules["other_scale"]).search(clause.text) is not None and not compiled(rules["certificate"]).search(
        clause.text
    )
    # An answer may name the kind in a clause of its own: 二级，是肢体的.
    last = len(situation.text) if expected and not situation.namings else clause.end
    namings = situation.namings
    last = min([last, *(naming.start for naming in namings if naming.start >= found.end())])
    kind, start, end = _type_near(situation, found, clause, last)
    mention = situation.mention(
        "disability",
        start,
        end,
        value=grade,
        negated=denied(situation, start, end),
        details={"grade": grade, "disability_type": kind},
    )
    mention.silent = other or not rules["lowest"] <= grade <= rules["highest"]
    if mention.silent:
        mention.details["scale"] = "other"
    else:
        mention.entry = {
            "person": {"disability_grade": grade} | ({"disability_type": kind} if kind else {}),
            "difficulty": ["disability"],
        }


def _type_near(situation: Situation, found: "re.Match[str]", clause: Clause, last: int) -> tuple[str | None, int, int]:
    """The type written just before or after the grade, and the stretch both take."""
    text = situation.text
    first = min(known.start for known in situation.clauses if known.sentence == clause.sentence)
    # A kind told before a name is of somebody else: 父亲听力二级母亲肢体三级.
    named = [naming.end for naming in situation.namings if naming.end <= found.start() and text[first : naming.start].strip()]
    first = max([first, *named])
    best: tuple[int, str, int, int] | None = None
    for name, words in load("disabilities")["types"].items():
        for word in words:
            before = text.rfind(word, max(first, found.start() - REACH), found.start())
            after = text.find(word, found.end(), min(last, found.end() + REACH))
            for place in (before, after):
                if place < 0:
                    continue
                distance = found.start() - place - len(word) if place < found.start() else place - found.end()
                if best is None or distance < best[0]:
                    best = (distance, name, min(place, found.start()), max(place + len(word), found.end()))
    if best is None:
        return None, found.start(), found.end()
    return best[1], best[2], best[3]


def _add_severe(situation: Situation) -> None:
    """重残 without a grade is the first or the second: kept, but no fact until the grade is known."""
    rules = load("disabilities")
    for found in compiled(rules["severe"]).finditer(situation.text):
        clause = situation.clause_at(found.start())
        graded = any(
            known.kind == "disability" and clause.start <= known.start < clause.end + REACH
            for known in situation.mentions
            if "grade" in known.details
        )
        if graded or compiled(rules["allowance"]).search(situation.text[found.end() : found.end() + 6]):
            continue
        low, high = rules["severe_grades"]
        situation.mention("disability", found.start(), found.end(), low=low, high=high, certainty="approximate")


def _add_types_alone(situation: Situation) -> None:
    rules = load("disabilities")
    for found in compiled(rules["type_only"]).finditer(situation.text):
        if any(
            known.kind == "disability" and known.start <= found.start() < known.end for known in situation.mentions if known.entry
        ):
            continue
        if compiled(rules["grade_follows"]).search(situation.text[found.end() : found.end() + 6]):
            continue
        kind = next(name for name, words in rules["types"].items() if found["type"] in words)
        mention = situation.mention(
            "disability",
            found.start(),
            found.end(),
            negated=denied(situation, found.start(), found.end()),
            details={"disability_type": kind},
        )
        mention.entry = {"person": {"disability_type": kind}, "difficulty": ["disability"]}
