"""A page of a PDF: its characters gathered into lines, and the rows of its ruled tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from knowledge.ingestion.blocks import CELL, clean, row_text

# Left, bottom, right, top, in points from the lower left corner.
Box = tuple[float, float, float, float]
# In sizes of a letter: a gap that is a blank, and one that stands between the cells of a table without lines.
BLANK_GAP, CELL_GAP = 0.15, 2.5
# A line is thinner than that; lines that meet do so within the same distance. In points.
THIN = 3.0
SHORTEST_RULE = 8.0


@dataclass(frozen=True)
class Character:
    """One printed character. size: of its font, in points."""

    text: str
    box: Box
    size: float

    @property
    def middle(self) -> tuple[float, float]:
        left, bottom, right, top = self.box
        return (left + right) / 2, (bottom + top) / 2

    @property
    def height(self) -> float:
        """How large it is printed: what a font says of its size may be scaled."""
        return self.box[3] - self.box[1]


@dataclass(frozen=True)
class Line:
    """One printed line, or one row of a table."""

    text: str
    box: Box
    size: float
    page: int
    table: bool = False


@dataclass
class Table:
    """A grid of drawn lines: where its columns and rows begin and end."""

    columns: list[float]
    rows: list[float]

    def holds(self, place: tuple[float, float]) -> bool:
        """Whether a place is inside."""
        return self.columns[0] <= place[0] <= self.columns[-1] and self.rows[0] <= place[1] <= self.rows[-1]


@dataclass
class Page:
    """A page as drawn. number: from 1."""

    number: int
    width: float
    height: float
    characters: list[Character]
    drawn: list[Box] = field(default_factory=list)

    def lines(self) -> list[Line]:
        """Its lines from top to bottom; a row of a table is one line."""
        found = tables(self.drawn)
        free: list[Character] = []
        inside: list[list[Character]] = [[] for _ in found]
        for character in self.characters:
            holder = next((place for place, table in enumerate(found) if table.holds(character.middle)), None)
            (free if holder is None else inside[holder]).append(character)
        rows = [line for table, held in zip(found, inside, strict=True) for line in self._rows(table, held)]
        lines = [self.line(group) for group in grouped(free)]
        return sorted([*rows, *(line for line in lines if line.text)], key=lambda line: -line.box[3])

    def line(self, characters: Sequence[Character], table: bool = False) -> Line:
        """The line that some characters make."""
        ordered = sorted(characters, key=lambda character: character.box[0])
        size = sorted(character.height for character in ordered)[len(ordered) // 2]
        text = ordered[0].text
        for before, after in pairwise(ordered):
            gap = (after.box[0] - before.box[2]) / size
            text += (CELL if gap > CELL_GAP else " " if gap > BLANK_GAP else "") + after.text
        return Line(clean(text), _around(ordered), size, self.number, table)

    def _rows(self, table: Table, characters: Sequence[Character]) -> Iterator[Line]:
        for bottom, top in reversed(list(pairwise(table.rows))):
            row = [character for character in characters if bottom <= character.middle[1] < top]
            cells = [[one for one in row if left <= one.middle[0] < right] for left, right in pairwise(table.columns)]
            texts = ["".join(self.line(group).text for group in grouped(cell)) for cell in cells]
            if text := row_text(texts):
                box = (table.columns[0], bottom, table.columns[-1], top)
                yield Line(text, box, top - bottom, self.number, table=True)


def grouped(characters: Sequence[Character]) -> list[list[Character]]:
    """The characters of each line, from top to bottom: those whose heights overlap by half."""
    groups: list[list[Character]] = []
    for character in sorted(characters, key=lambda one: (-one.middle[1], one.box[0])):
        if groups and abs(groups[-1][0].middle[1] - character.middle[1]) < max(groups[-1][0].height, character.height) / 2:
            groups[-1].append(character)
        else:
            groups.append([character])
    return groups


def tables(drawn: Sequence[Box]) -> list[Table]:
    """The grids among drawn things: lines that meet, with at least two columns or two rows of cells."""
    horizontal = [edge for box in drawn for edge in _edges(box) if edge[3] - edge[1] <= THIN]
    vertical = [edge for box in drawn for edge in _edges(box) if edge[2] - edge[0] <= THIN]
    found = []
    for group in _connected([*horizontal, *vertical]):
        rows = _merged([(edge[1] + edge[3]) / 2 for edge in group if edge in horizontal])
        columns = _merged([(edge[0] + edge[2]) / 2 for edge in group if edge in vertical])
        if len(rows) >= 2 and len(columns) >= 2 and len(rows) + len(columns) >= 5:
            found.append(Table(columns, rows))
    return found


def _edges(box: Box) -> list[Box]:
    """A drawn line is itself; a drawn frame is its four sides."""
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    if max(width, height) < SHORTEST_RULE:
        return []
    if min(width, height) <= THIN:
        return [box]
    return [(left, bottom, right, bottom), (left, top, right, top), (left, bottom, left, top), (right, bottom, right, top)]


def _connected(edges: list[Box]) -> list[list[Box]]:
    """The edges in groups, those that touch together."""
    groups: list[tuple[Box, list[Box]]] = []
    for edge in edges:
        touching = [group for group in groups if _touch(group[0], edge) and any(_touch(other, edge) for other in group[1])]
        members = [edge, *(member for group in touching for member in group[1])]
        groups = [group for group in groups if group not in touching]
        groups.append((_hull(members), members))
    return [members for _, members in groups]


def _touch(one: Box, other: Box) -> bool:
    return one[0] - THIN <= other[2] and other[0] - THIN <= one[2] and one[1] - THIN <= other[3] and other[1] - THIN <= one[3]


def _merged(places: Sequence[float]) -> list[float]:
    """The places in order, those that are nearly the same as one."""
    merged: list[float] = []
    for place in sorted(places):
        if not merged or place - merged[-1] > THIN:
            merged.append(place)
    return merged


def _hull(boxes: Sequence[Box]) -> Box:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _around(characters: Sequence[Character]) -> Box:
    return _hull([character.box for character in characters])
