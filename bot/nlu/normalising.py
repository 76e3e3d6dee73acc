"""Brings the written forms of one character together without moving any position."""

import re
import unicodedata
from functools import lru_cache

from bot.nlu.resources import compiled, load

LONGEST = 2000


def normalise(text: str) -> str:
    """`text` cut to what is analysed, full width and formal numerals made plain; same length, so spans hold in the original."""
    rules = load("language")["normalising"]
    kept: str = rules["kept"]
    joined = compiled(load("numbers")["thousands"]).sub(",", text[:LONGEST])
    plain = "".join([character if character in kept else _plain(character) for character in joined])
    plain = compiled(rules["formal_run"]).sub(lambda run: run.group().translate(_table()), plain)
    plain = compiled(rules["half"]["pattern"]).sub(rules["half"]["means"], plain)
    return compiled(rules["misread_one"]).sub("1", _stopped(plain))


def _stopped(text: str) -> str:
    """The text with a comma for each blank where nothing but blanks sets its parts off."""
    spaced = load("language")["normalising"]["spaced"]
    blanks = compiled(spaced["blanks"])
    if compiled(spaced["stops"]).search(text) or len(blanks.findall(text)) < spaced["least"]:
        return text
    return blanks.sub(lambda found: spaced["means"] * len(found.group()), text)


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


def _table() -> dict[int, str]:
    formal: dict[str, str] = load("language")["normalising"]["formal"]
    return str.maketrans(formal)


def collapse_spaces(text: str) -> str:
    """`text` without blanks, for comparing a short answer with a label."""
    return re.sub(r"\s{1,20}", "", text)
