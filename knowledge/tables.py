"""Tables for a terminal. A Chinese character is two columns wide, and no line is longer than the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

COLUMNS = 100
GAP = "  "


def width(text: str) -> int:
    """The columns a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, columns: int) -> str:
    """The text with blanks up to this many columns."""
    return text + " " * (columns - width(text))


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns; Chinese breaks anywhere, other words between blanks where they can."""
    lines, line = [], ""
    for word in _words(text):
        if line and width(line + word.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()]


def _words(text: str) -> Iterator[str]:
    word = ""
    for letter in text:
        if width(letter) > 1 and word:
            yield word
            word = ""
        word += letter
        if width(letter) > 1 or letter == " ":
            yield word
            word = ""
    if word:
        yield word


def table(head: Sequence[str], rows: Sequence[Sequence[object]], columns: int = COLUMNS) -> Iterator[str]:
    """The lines of a table. Numbers stand to the right; the last column is wrapped where a row would be too long."""
    cells = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(width(row[place]) for row in cells) for place in range(len(head))]
    indent = sum(widths[:-1]) + len(GAP) * (len(widths) - 1)
    for row in cells:
        start = GAP.join(
            cell.rjust(room - width(cell) + len(cell)) if cell.isdigit() else padded(cell, room)
            for cell, room in zip(row[:-1], widths, strict=False)
        )
        last = row[-1].rjust(widths[-1]) if row[-1].isdigit() else row[-1]
        for number, line in enumerate(wrapped(last, max(columns - indent, 20))):
            yield (f"{start}{GAP if start else ''}{line}" if not number else " " * indent + line).rstrip()
