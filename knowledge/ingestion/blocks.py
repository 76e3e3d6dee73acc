"""What the readers of every format give: the paragraphs of a document in their order, and what was no part of its text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_letters, digits
from typing import Literal, TypeVar

Reason = Literal[
    "header", "page_number", "contents", "title", "preamble", "heading", "attachments", "signature", "short", "aside"
]
Part = TypeVar("Part")
# Goes through the pages or parts of a document while they are read, showing how far it got.
Progress = Callable[[Sequence[Part]], Iterable[Part]]

CELL = " | "
# Digits and Latin letters of full width; punctuation stays as the document has it.
FULL_WIDTH_OFFSET = 0xFEE0
HALF_WIDTH = {ord(letter) + FULL_WIDTH_OFFSET: letter for letter in ascii_letters + digits}
# Radicals and compatibility forms that PDF fonts give in place of the characters they look like.
LOOK_ALIKE = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
# No-break, ideographic and other blanks; invisible marks.
BLANKS = re.compile(r"[\s\u3000\u00a0\u2000-\u200a\u202f\u205f]+")
INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\u0000-\u0008\u000e-\u001f]")
WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2014\u2018-\u201d\u2026"
BETWEEN_WIDE = re.compile(rf"(?<=[{WIDE}]) (?=[{WIDE}0-9A-Za-z])|(?<=[0-9A-Za-z]) (?=[{WIDE}])")


@dataclass(frozen=True)
class Block:
    """One paragraph or one row of a table. page: from 1, where the format has pages."""

    text: str
    page: int | None = None
    table: bool = False


@dataclass(frozen=True)
class LeftOut:
    """What stands in the document and in no passage, and why."""

    text: str
    why: Reason
    page: int | None = None


@dataclass
class Source:
    """A document as read. named: what its file says its title is, where it does."""

    blocks: list[Block]
    left_out: list[LeftOut] = field(default_factory=list)
    named: str | None = None


Reader = Callable[[Path, Progress[int]], Source]


def clean(text: str) -> str:
    """One line: digits and letters of half width, real characters for look-alikes, single blanks, nothing invisible."""
    text = INVISIBLE.sub("", text).translate(HALF_WIDTH)
    text = LOOK_ALIKE.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    return BLANKS.sub(" ", text).strip()


def close_up(text: str) -> str:
    """The text without the blanks that layout puts between Chinese characters."""
    return BETWEEN_WIDE.sub("", text)


def row_text(cells: Iterable[str]) -> str:
    """A row of a table on one line."""
    return CELL.join(cell for cell in (close_up(clean(cell)) for cell in cells) if cell)
