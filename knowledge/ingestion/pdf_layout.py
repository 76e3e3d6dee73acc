"""From the lines of a PDF's pages to its paragraphs: what every page repeats goes, what a line end broke is joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from knowledge.ingestion.blocks import Block, LeftOut, Source, clean
from knowledge.ingestion.numbering import Level, ends_sentence, is_all, mark_of
from knowledge.ingestion.pdf_columns import columns_of, lines_in_columns
from knowledge.ingestion.pdf_page import Line, Page, tables

# Running heads and feet stand in these parts of a page, are so many lines, and come again on so many of the pages.
MARGIN_SHARE = 0.14
MOST_RUNNING_LINES = 3
FEWEST_PAGES = 2
REPEATED_SHARE = 0.3
SAME_HEIGHT = 4.0
# In sizes of a letter: how far a first line is set in, how much a full line may be short of the margin, and a very short one.
SET_IN, FULL, VERY_SHORT = 0.9, 2.0, 8.0
OTHER_SIZE = 1.15
# As many of the lines begin at a margin at least.
OFTEN = 0.05
FEW_LINES = 12


def paragraphs(pages: Sequence[Page], named: str | None) -> Source:
    """The paragraphs of all pages in order, joined across lines and pages."""
    lines = {page.number: _lines(page) for page in pages}
    heights = {page.number: page.height for page in pages}
    left_out: list[LeftOut] = []
    running = _running(lines, heights)
    body: list[Line] = []
    for line in chain.from_iterable(lines.values()):
        if line in running:
            why = "page_number" if is_all("page_number", line.text) else "header"
            left_out.append(LeftOut(line.text, why, line.page))  # type: ignore[arg-type]
        else:
            body.append(line)
    return Source(_joined(body, max(page.width for page in pages)), left_out, clean(named) if named else None)


def _lines(page: Page) -> list[Line]:
    """The lines of a page in the order in which they are read."""
    columns = columns_of(page.characters, page.width) if page.characters and not tables(page.drawn) else None
    return lines_in_columns(page, columns) if columns else page.lines()


def _running(lines: dict[int, list[Line]], heights: dict[int, float]) -> set[Line]:
    """The lines at the edges of pages that number them or come again at the same height on others."""
    edge = {line for page, own in lines.items() for line in _at_edges(own, heights[page])}
    numbers = {line for line in edge if is_all("page_number", line.text) and any(letter.isdigit() for letter in line.text)}
    places: dict[str, list[Line]] = {}
    for line in edge - numbers:
        places.setdefault(_without_digits(line.text), []).append(line)
    needed = max(FEWEST_PAGES, REPEATED_SHARE * len(lines))
    repeated = {line for group in places.values() for line in group if _neighbours(line, group) >= needed}
    return numbers | repeated


def _at_edges(lines: Sequence[Line], height: float) -> list[Line]:
    lines = sorted(lines, key=lambda line: -line.box[3])
    top = [line for line in lines[:MOST_RUNNING_LINES] if line.box[1] > height * (1 - MARGIN_SHARE)]
    bottom = [line for line in lines[-MOST_RUNNING_LINES:] if line.box[3] < height * MARGIN_SHARE]
    return [line for line in (*top, *bottom) if not line.table]


def _without_digits(text: str) -> str:
    return "".join("#" if letter.isdigit() else letter for letter in text if not letter.isspace())


def _neighbours(line: Line, group: Iterable[Line]) -> int:
    """On how many pages, its own among them, the same text stands at the same height."""
    return len({other.page for other in group if abs(other.box[1] - line.box[1]) <= SAME_HEIGHT})


def _joined(lines: Sequence[Line], width: float) -> list[Block]:
    left, right = _margins(lines, width)
    blocks: list[Block] = []
    before: Line | None = None
    for line in lines:
        if before is not None and not _begins(before, line, left, right):
            blocks[-1] = Block(_continued(blocks[-1].text, line.text), blocks[-1].page)
        else:
            blocks.append(Block(line.text, line.page, line.table))
        before = line
    return blocks


def _margins(lines: Sequence[Line], width: float) -> tuple[float, float]:
    """Where lines begin that are not set in, and where full ones end, in points. width: of the page."""
    printed = [line for line in lines if not line.table] or list(lines)
    begins = Counter(round(line.box[0]) for line in printed)
    often = [place for place, count in begins.items() if count >= max(2, OFTEN * len(printed))]
    ends = sorted(line.box[2] for line in printed)
    left = float(min(often or begins, default=0))
    if len(printed) < FEW_LINES:
        # Too few to tell: as much room as on the left.
        return left, max([width - left, *ends])
    return left, ends[int(len(ends) * 0.95)]


def _begins(before: Line, line: Line, left: float, right: float) -> bool:
    """Whether a line begins a paragraph, seen from the line before it."""
    if line.table or before.table or max(line.size, before.size) > OTHER_SIZE * min(line.size, before.size):
        return True
    mark, finished = mark_of(line.text), ends_sentence(before.text)
    if mark is not None and mark.level <= Level.ARTICLE and mark.set_off:
        return True
    marked = mark is not None
    set_in = line.box[0] - left > SET_IN * line.size
    missing = (right - before.box[2]) / line.size
    if missing <= FULL:
        return (finished and (set_in or marked)) or (set_in and marked)
    if finished or marked or set_in or missing > VERY_SHORT:
        return True
    # A number that may not be broken leaves a gap at the end of a line that goes on.
    return before.box[0] - left > 3 * line.size


def _continued(text: str, more: str) -> str:
    both_latin = text[-1:].isascii() and text[-1:].isalnum() and more[:1].isascii() and more[:1].isalpha()
    return f"{text} {more}" if both_latin else text + more
