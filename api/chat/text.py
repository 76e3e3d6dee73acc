"""Cleans what residents type before anything else sees it."""

from __future__ import annotations

import re
import unicodedata

from pydantic import AfterValidator

# Control, format (bidi, zero-width), surrogate, private-use and unassigned characters carry no words.
DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
KEPT_CONTROLS = frozenset("\n\t")
# What the dialogue model would take for a command, in any width it may be typed.
COMMAND_MARKS = "/\uff0f\u2044\u2215\u29f8"
HARMLESS_SLASH = "\uff0f"
WORDLIKE = re.compile(r"\w")


def clean(text: str) -> str:
    """The text without invisible characters, trimmed. Length is judged on the result of this."""
    kept = (
        character if character in KEPT_CONTROLS or unicodedata.category(character) not in DROPPED_CATEGORIES else ""
        for character in text
    )
    return "".join(kept).strip()


def for_dialogue(text: str) -> str:
    """The text as the dialogue model may see it: a leading slash of any kind can never be a command."""
    body = text.lstrip()
    marks = len(body) - len(body.lstrip(COMMAND_MARKS + " \t\n"))
    return HARMLESS_SLASH * bool(marks) + body[marks:] if body[:1] in COMMAND_MARKS else body


def has_words(text: str) -> bool:
    """Whether anything can be understood in it: an emoji or punctuation alone cannot."""
    return bool(WORDLIKE.search(text))


# What a field of a request holds after its length was judged.
CLEANED = AfterValidator(clean)
