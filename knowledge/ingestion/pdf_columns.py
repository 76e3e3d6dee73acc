"""A page set in two columns: where the right one begins, and its lines in the order in which they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from statistics import median

from knowledge.ingestion.pdf_page import Character, Line, Page, grouped

# Where on a page a right column may begin, as a share of its width; how many lines it has at least.
BEGINS, FEWEST_LINES = (0.4, 0.65), 6
# In sizes of a letter: the gap between columns, and how far a full line may fall short. Columns of text are mostly full lines and
# run beside each other nearly everywhere; a table without lines is ragged.
GUTTER, NEARLY_FULL = 1.2, 2.5
MOST_FULL, MOST_CROSSING = 0.5, 0.34


@dataclass(frozen=True)
class Columns:
    """Where the two columns begin and end, in points."""

    left: float
    left_end: float
    right: float
    right_end: float

    def crossed_by(self, characters: Sequence[Character]) -> bool:
        """Whether a line stands where nothing of two columns may."""
        return any(one.box[2] > self.left_end + 1 and one.box[0] < self.right - 1 for one in characters)


def columns_of(characters: Sequence[Character], width: float) -> Columns | None:
    """The two columns of a page's text; None where it has one. width: of the page, in points."""
    groups = [sorted(group, key=lambda one: one.box[0]) for group in grouped(characters)]
    begins = Counter(round(one.box[0]) for group in groups for one in _begins(group))
    middle = {place: count for place, count in begins.items() if BEGINS[0] * width < place < BEGINS[1] * width}
    if not middle or max(middle.values()) < FEWEST_LINES:
        return None
    right = float(max(middle, key=lambda place: middle[place]))
    size = median(one.height for one in characters)
    # A line that crosses has no gap before the right column: it says nothing of where the left one ends.
    ends = [end for group in groups if (end := _end_before(group, right)) <= right - GUTTER * size]
    if len(ends) < FEWEST_LINES:
        return None
    end = max(ends)
    found = Columns(min(one.box[0] for one in characters), end, right, max(one.box[2] for one in characters))
    full = sum(one >= end - NEARLY_FULL * size for one in ends)
    crossing = sum(found.crossed_by(group) for group in groups)
    fits = full >= MOST_FULL * len(ends) and crossing <= MOST_CROSSING * len(groups)
    return found if fits else None


def _begins(group: Sequence[Character]) -> list[Character]:
    """The first character of a line, and each after a wide gap."""
    after_gaps = [after for before, after in pairwise(group) if after.box[0] - before.box[2] > GUTTER * after.height]
    return [group[0], *after_gaps]


def _end_before(group: Sequence[Character], place: float) -> float:
    """Where a line ends before a place; beyond every page where nothing of it stands there."""
    return max((one.box[2] for one in group if one.box[0] < place - 1), default=inf)


def lines_in_columns(page: Page, columns: Columns) -> list[Line]:
    """The lines of a page without tables: what crosses both columns parts them, between such lines the left one comes first."""
    groups = grouped(page.characters)
    crossing = [group for group in groups if columns.crossed_by(group)]
    parted = [line.box[3] for line in (page.line(group) for group in crossing)]
    inside = [one for group in groups if group not in crossing for one in group]
    lines = [(_band(line, parted), 2, line) for line in map(page.line, crossing)]
    for side in (0, 1):
        own = [one for one in inside if (one.box[0] >= columns.right - 1) == bool(side)]
        lines += [(_band(line, parted), side, _widened(line, columns, side)) for line in map(page.line, grouped(own))]
    ordered = sorted(lines, key=lambda found: (found[0], found[1], -found[2].box[3]))
    return [line for _, _, line in ordered if line.text]


def _band(line: Line, parted: Sequence[float]) -> int:
    """How many of the lines that cross both columns stand above a line."""
    return sum(top > line.box[3] for top in parted)


def _widened(line: Line, columns: Columns, side: int) -> Line:
    """The line as if its column were the page: as far from the page's margins as it is from those of its column."""
    begin, end = ((columns.left, columns.left_end), (columns.right, columns.right_end))[side]
    left, bottom, right, top = line.box
    return replace(line, box=(columns.left + left - begin, bottom, columns.right_end - (end - right), top))
