"""Tells who is in danger now from who asks, remembers, retells, denies or exaggerates.

All words stand in words.yaml; what they do not reach, the second ear (hearing.py) may.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from emergencies.hearing import hear, shares

WORDS = Path(__file__).resolve().parent / "words.yaml"
FRAGMENT = re.compile(r"\{([a-z_]{2,30})\}")
CLAUSE_ENDS, SENTENCE_ENDS = "，。", "。"
# As long as a message may be; more is not read.
LONGEST = 2000
# How far around an age or a class words tell that it is of another time or another person.
REACH = 8
# Nobody in need says it more often of one kind; a text that does is made to keep the service busy.
MOST_SIGNS = 30

Kind = dict[str, Any]


@dataclass(frozen=True)
class Alarm:
    """What a message shows. emergency: the kind of danger happening now. concern: a kind asked about, hinted at or possible."""

    emergency: str | None = None
    concern: str | None = None


@dataclass(frozen=True)
class Worded:
    """What words alone show. weighed: a danger is named but only asked about, supposed, denied, retold or long past."""

    alarm: Alarm
    weighed: bool


@dataclass(frozen=True)
class Sign:
    """Where a message speaks of a danger."""

    start: int
    end: int


def emergency_in(text: str) -> str | None:
    """The kind of emergency a message shows (see words.yaml), None when there is none."""
    return alarm_in(text).emergency


def alarm_in(text: str) -> Alarm:
    """What cannot wait in a message as it was typed, at most one kind; words come first, then what was learned."""
    said = plain(text)
    told, heard, limits = worded(said), hear(said), shares()
    if told.alarm.emergency:
        # Words that show a danger in a message that is nothing like one: a joke, homework, a game.
        return told.alarm if heard.share >= limits["doubted"] else Alarm(concern=told.alarm.emergency)
    if heard.share >= limits["certain"] and not told.weighed:
        return Alarm(emergency=heard.kind)
    if heard.share >= limits["possible"] and not told.weighed:
        return Alarm(concern=told.alarm.concern or heard.kind)
    return told.alarm


def worded(said: str) -> Worded:
    """What the words of a message in plain spelling show by themselves: the first kind of words.yaml that is shown."""
    concern, weighed = None, False
    for kind in _words()["kinds"]:
        named = list(islice(_signs(kind, said), MOST_SIGNS))
        signs = [sign for sign in named if not _meant_otherwise(kind, said, sign)]
        if any(_happening(kind, said, sign) for sign in signs) and not _asked_about(kind, said):
            return Worded(Alarm(emergency=kind["kind"]), weighed=False)
        weighed = weighed or bool(named)
        if signs or any(_pattern(hint).search(said) for hint in kind.get("concern", [])):
            concern = concern or kind["kind"]
    return Worded(Alarm(concern=concern), weighed)


def is_child_writing(text: str) -> bool:
    """Whether the writer says to be a child under 14 ("我13岁", "我上五年级"), now and not of another or of long ago."""
    said, writer = plain(text), _words()["child_writes"]
    return any(
        not _pattern(writer["unless"]).search(said, max(0, found.start() - REACH), found.end() + REACH)
        for found in _pattern(writer["says"]).finditer(said)
    )


def plain(text: str) -> str:
    """A message in one spelling: width, dialect and common slips brought together; positions are not kept."""
    said = unicodedata.normalize("NFKC", text[:LONGEST]).lower().strip()
    for pattern, replacement in _words()["rewritten"]:
        said = _pattern(pattern).sub(replacement, said)
    return said


def _signs(kind: Kind, said: str) -> Iterator[Sign]:
    """Every place that reads like this kind of danger; of patterns that must all be in one sentence, the first's place."""
    for wanted in kind["patterns"]:
        first, *others = [wanted] if isinstance(wanted, str) else wanted
        for found in _pattern(first).finditer(said):
            start, end = _around(said, found.start(), SENTENCE_ENDS)
            if all(_pattern(other).search(said[start:end]) for other in others):
                yield Sign(found.start(), found.end())


def _meant_otherwise(kind: Kind, said: str, sign: Sign) -> bool:
    """Whether the words at `sign` are denied, retold, long past, or a way of speaking."""
    clause, clause_end = _around(said, sign.start, CLAUSE_ENDS)
    sentence, sentence_end = _around(said, sign.start, SENTENCE_ENDS)
    words = _words()
    if _pattern(words["denied"]).search(said[clause : sign.start]) or _pattern(words["fiction"]).search(said):
        return True
    for unless in kind.get("unless", []):
        if any(found.start() < sign.end and sign.start < found.end() for found in _pattern(unless).finditer(said)):
            return True
    heard = _pattern(words["hearsay"]).search(said, sentence, sign.end)
    if heard and not _pattern(words["our_own"]).search(said, heard.end(), clause_end):
        return True
    if "settled" in kind and _pattern(kind["settled"]).search(said, sentence, sentence_end):
        return True
    past = words[kind["past"]]
    since = sentence if kind["past"] == "past" else clause
    return bool(_pattern(past).search(said, since, clause_end)) and not _pattern(words["going_on"]).search(
        said, clause, clause_end
    )


def _happening(kind: Kind, said: str, sign: Sign) -> bool:
    clause, clause_end = _around(said, sign.start, CLAUSE_ENDS)
    return kind.get("even_supposed", False) or not _pattern(_words()["supposed"]).search(said, clause, clause_end)


def _asked_about(kind: Kind, said: str) -> bool:
    """Whether a message asks how something is ruled and tells of nobody it is happening to."""
    words = _words()
    return bool(_pattern(kind.get("asks", words["asks"])).search(said)) and not _pattern(words["personal"]).search(said)


def _around(said: str, place: int, ends: str) -> tuple[int, int]:
    """Where the stretch between two of the stops `ends` begins and ends that holds `place`."""
    start = max(said.rfind(stop, 0, place) for stop in ends) + 1
    found = [end for stop in ends if (end := said.find(stop, place)) >= 0]
    return start, min(found, default=len(said))


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.load(WORDS.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return words


@cache
def _pattern(pattern: str) -> "re.Pattern[str]":
    """A pattern of words.yaml with every `{fragment}` replaced by what it stands for."""
    fragments = _words()["fragments"]
    while FRAGMENT.search(pattern):
        pattern = FRAGMENT.sub(lambda found: fragments[found.group(1)], pattern)
    return re.compile(pattern)
