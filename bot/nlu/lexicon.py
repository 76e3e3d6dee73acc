"""Finds the situations listed in the YAML files: work, illness, disability, schooling, benefits, housing, standing."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.nlu.clauses import denied, doubted
from bot.nlu.resources import compiled, load
from bot.nlu.workspace import Situation

FILES = ("statuses", "illnesses", "disabilities", "schooling", "benefits", "housing", "circumstances", "standing")


@dataclass(frozen=True)
class Match:
    """A stretch of text and the entry it was found by."""

    start: int
    end: int
    entry: dict[str, Any]


class WordIndex:
    """Words looked up at every place of a text where one can begin, the longest first."""

    def __init__(self, words: list[tuple[str, Any]]) -> None:
        self._meanings: dict[str, list[Any]] = defaultdict(list)
        lengths: dict[str, set[int]] = defaultdict(set)
        for word, meaning in words:
            self._meanings[word].append(meaning)
            lengths[word[0]].add(len(word))
        self._lengths = {first: sorted(known, reverse=True) for first, known in lengths.items()}

    def find(self, text: str) -> list[tuple[int, int, Any]]:
        """Every longest word of `text` that does not overlap an earlier one, once per meaning."""
        found: list[tuple[int, int, Any]] = []
        end = 0
        for place, first in enumerate(text):
            if place < end or first not in self._lengths:
                continue
            word = self._longest(text, place, self._lengths[first])
            if word is not None:
                end = place + len(word)
                found.extend((place, end, meaning) for meaning in self._meanings[word])
        return found

    def _longest(self, text: str, place: int, lengths: list[int]) -> str | None:
        for length in lengths:
            word = text[place : place + length]
            if word in self._meanings:
                return word
        return None


@cache
def _index(file: str) -> WordIndex:
    return WordIndex([(word, entry) for entry in load(file)["entries"] for word in entry.get("words", [])])


@cache
def _patterns(file: str) -> list[tuple["re.Pattern[str]", dict[str, Any]]]:
    return [(compiled("|".join(entry["patterns"])), entry) for entry in load(file)["entries"] if "patterns" in entry]


def find_entries(file: str, text: str) -> list[Match]:
    """The entries of `<file>.yaml` found in `text`; a match inside a longer one is dropped."""
    matches = [Match(start, end, entry) for start, end, entry in _index(file).find(text)]
    for pattern, entry in _patterns(file):
        matches.extend(Match(found.start(), found.end(), entry) for found in pattern.finditer(text))
    matches.sort(key=lambda match: (match.start - match.end, match.start))
    kept: list[Match] = []
    for match in matches:
        if not any(_inside(match, longer) for longer in kept):
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)


def _inside(match: Match, longer: Match) -> bool:
    if longer.entry.get("overlay") and match.entry is not longer.entry:
        return False
    if match.end - match.start == longer.end - longer.start:
        return match.start == longer.start and match.entry is longer.entry
    return longer.start <= match.start and match.end <= longer.end


def add_entries(situation: Situation) -> None:
    """Adds a mention for every situation named in the text, denied ones marked as such."""
    for file in FILES:
        for match in find_entries(file, situation.text):
            negated = denied(situation, match.start, match.end)
            if _of_school(match) and not (negated and "negated" in match.entry) and _bygone(situation, match):
                continue
            situation.mention(
                match.entry["kind"],
                match.start,
                match.end,
                value=match.entry.get("value"),
                negated=negated,
                entry=match.entry,
                certainty="inferred" if doubted(situation, match.start, match.end) else "stated",
                details={"name": match.entry["name"]},
            )


def _of_school(match: Match) -> bool:
    return match.entry["kind"] == "stage" and "student_stage" in match.entry.get("person", {})


def _bygone(situation: Situation, match: Match) -> bool:
    clause = situation.clause_at(match.start)
    before = situation.text[clause.start : match.start]
    rules = load("schooling")
    after = situation.text[match.end : clause.end][:6]
    leaving = after.startswith(rules["graduates"])
    if leaving and compiled(rules["leaving"]).search(before):
        return False
    return bool(compiled(rules["past"]).search(after) or compiled(rules["wished"]).search(before))
