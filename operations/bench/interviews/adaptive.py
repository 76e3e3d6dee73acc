"""Interviews by the planner, with a resident who answers every question truthfully."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.asking import as_ruled
from knowledge.planner import next_question
from operations.bench.interviews.resident import opening, told
from operations.bench.interviews.settling import Target

# What a household wants settled before it looks at the result.
ENOUGH = 0.9
MOST_QUESTIONS = 60


@dataclass(frozen=True)
class Interview:
    """What was asked, as rules name it, until enough was settled, and how long each question took to be found.

    reached: whether enough was settled before the planner had nothing more to ask.
    """

    asked: tuple[tuple[str, ...], ...]
    milliseconds: tuple[float, ...]
    reached: bool


def interview(target: Target) -> Interview:
    """Asks what the planner chooses until enough of what a household came for is settled."""
    facts = opening(target.household)
    asked: list[tuple[str, ...]] = []
    skipped: list[str] = []
    times: list[float] = []
    while not (reached := target.settled(facts) >= ENOUGH) and len(asked) < MOST_QUESTIONS:
        started = time.perf_counter()
        question = next_question(target.household.judge(facts), skipped)
        times.append((time.perf_counter() - started) * 1000)
        if question is None:
            break
        for path in question.facts:
            facts = told(target.household, facts, path)
        skipped.extend(question.facts)
        asked.append(tuple(as_ruled(path) for path in question.facts))
    return Interview(tuple(asked), tuple(times), reached)


def mean_places(interviews: Iterable[Interview]) -> dict[str, float]:
    """How early each fact is asked on average; what is not asked in an interview counts as asked last."""
    listed = list(interviews)
    places: dict[str, float] = {}
    for one in listed:
        for place, facts in enumerate(one.asked):
            for fact in facts:
                places[fact] = places.get(fact, 0.0) + place - MOST_QUESTIONS
    return {fact: MOST_QUESTIONS + total / len(listed) for fact, total in places.items()}
