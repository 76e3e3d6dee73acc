"""Purposes told from a few fixed words, and what a follow-up goes on from; free of Rasa, so that it can be tested by itself."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.places import bare_place, find_places

FOLLOW_UP = "follow_up"
SWITCH = "switch"
PIECE = re.compile(r"\{([a-z_]{2,12})\}")
# Nothing longer is said in passing.
LONGEST = 40
# A district by its short name ("南开") has no more characters.
SHORT_PLACE = 4


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("worded.yaml").read_text("utf-8"))
    return words


@cache
def _pattern(pattern: str) -> "re.Pattern[str]":
    pieces: dict[str, str] = _words()["pieces"]
    return re.compile(PIECE.sub(lambda found: pieces[found.group(1)], pattern))


def _trimmed(text: str) -> str:
    return text.strip(_words()["trimmed"])


def worded_purpose(text: str, asked: bool) -> str | None:
    """Gives the purpose a short message certainly has, or None; `asked` tells whether a question is open."""
    said = _trimmed(text)
    if not said or len(said) > LONGEST:
        return None
    purposes = [*_words()["purposes"].items(), *(_words()["while_asked"].items() if asked else ())]
    found: str | None = next((name for name, pattern in purposes if _pattern(pattern).fullmatch(said)), None)
    if found is None and topic_of(said):
        return SWITCH
    goes_on = follow_up(said)
    # While a question is open a bare number is meant for it.
    return found or (FOLLOW_UP if goes_on and not (asked and "number" in goes_on) else None)


def topic_of(text: str) -> "str | None":
    """What a short message turns to, where it leaves what was spoken of ("先不问低保了，问临时救助"); None where it does not."""
    said = _trimmed(text)
    found = _pattern(_words()["switch"]).fullmatch(said) if len(said) <= LONGEST else None
    return found["topic"] if found else None


def is_clear_yes(text: str) -> bool:
    """Whether a message is a yes in words nobody mistakes: what cannot be undone asks for one."""
    said = _trimmed(text)
    return len(said) <= LONGEST and _pattern(_words()["clear_yes"]).fullmatch(said) is not None


def follow_up(text: str) -> dict[str, Any] | None:
    """Gives what a short message goes on with from the answer before: {"place": code}, {"next": True}, {"number": 3},
    {"aspect": what it asks}; None when it is none."""
    said = _trimmed(text)
    patterns = _words()["follow_ups"]
    if not said or len(said) > LONGEST:
        return None
    if place := _place(_pattern(patterns["place"]).fullmatch(said)):
        return {"place": place}
    if _pattern(patterns["next"]).fullmatch(said):
        return {"next": True}
    if number := _pattern(patterns["number"]).fullmatch(said):
        named = number["number"]
        return {"number": _words()["numbers"].get(named) or int(named)}
    return {"aspect": said} if _pattern(patterns["aspect"]).fullmatch(said) else None


def _place(found: "re.Match[str] | None") -> str | None:
    """The code of the place a message consists of; None where it says more than a place."""
    if found is None:
        return None
    named = found["place"]
    spans = find_places(named)
    covered = {position for start, end, _ in spans for position in range(start, end)}
    whole = len(covered) == len(named) if spans else len(named) <= SHORT_PLACE
    return bare_place(named) if whole else None
