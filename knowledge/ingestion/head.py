"""What stands above the clauses: the title and the number of a document, and its table of contents."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from knowledge.ingestion.blocks import Block, LeftOut, close_up
from knowledge.ingestion.clauses import looks_like_title
from knowledge.ingestion.numbering import is_all, pattern

MOST_TITLE_LINES = 4
LONGEST_TITLE_LINE = 60
# So many lines with dots and a page number are a table of contents also where nothing says so.
FEWEST_CONTENTS = 3
BRACKETS = "《》〈〉 "


def title_of(head: Sequence[Block], named: str | None = None) -> tuple[str | None, list[Block]]:
    """The title that stands in the lines above the clauses, with its lines; else what the file itself says its title is."""
    for start in range(len(head)):
        if lines := _title_lines(head[start : start + MOST_TITLE_LINES + 1]):
            return _joined(lines), lines
    if named and pattern("title_ends").search(named := close_up(named)):
        return named.strip(BRACKETS), []
    return None, []


def _title_lines(blocks: Sequence[Block]) -> list[Block]:
    lines = list(takewhile(_may_be_title, blocks))
    for count in range(min(len(lines), MOST_TITLE_LINES), 0, -1):
        # The shortest run that ends like a title, and what stands in brackets below it.
        if pattern("title_ends").search(_joined(lines[:count])) and not _ends_earlier(lines, count):
            return lines[:count]
    return []


def _ends_earlier(lines: list[Block], count: int) -> bool:
    """Whether a shorter run is a title already, and the line behind it only another line."""
    in_brackets = lines[count - 1].text[0] in "（("
    return not in_brackets and any(pattern("title_ends").search(_joined(lines[:fewer])) for fewer in range(1, count))


def _may_be_title(block: Block) -> bool:
    text = block.text
    return (
        not _is_annex_label(text)
        and looks_like_title(block)
        and len(text) <= LONGEST_TITLE_LINE
        and not _has_number(text)
        and not is_all("signed_on", text)
    )


def _is_annex_label(text: str) -> bool:
    found = pattern("annex").fullmatch(text)
    return found is not None and not found["title"]


def _has_number(text: str) -> bool:
    return pattern("document_number").search(text) is not None or pattern("number_label").match(text) is not None


def _joined(lines: Sequence[Block]) -> str:
    return "".join(close_up(block.text).replace(" ", "") for block in lines).strip(BRACKETS)


def document_number(head: Sequence[Block]) -> str | None:
    """The number under which it was issued, where a line above the clauses gives it; not one that is only cited."""
    for block in head:
        text = close_up(block.text)
        found = pattern("document_number").search(text)
        if found and (_stands_alone(text, found.span()) or not pattern("says_something").sub("", text) or text[0] in "（("):
            return "".join(found.group().split())
    return None


def _stands_alone(text: str, span: tuple[int, int]) -> bool:
    before, behind = text[: span[0]].strip(), text[span[1] :].strip()
    return pattern("number_label").search(text[: span[0]]) is not None or (not behind and not before)


def without_contents(blocks: Sequence[Block]) -> tuple[list[Block], list[LeftOut]]:
    """The blocks without tables of contents, and those."""
    kept: list[Block] = []
    contents: list[LeftOut] = []
    position = 0
    while position < len(blocks):
        count = _contents_at(blocks, position)
        contents += [LeftOut(block.text, "contents", block.page) for block in blocks[position : position + count]]
        if not count:
            kept.append(blocks[position])
        position += count or 1
    return kept, contents


def _contents_at(blocks: Sequence[Block], start: int) -> int:
    """How many blocks from here on are a table of contents."""
    announced = not blocks[start].table and is_all("contents", blocks[start].text)
    first = start + announced
    dotted = len(list(takewhile(lambda block: is_all("contents_line", block.text), blocks[first:])))
    if dotted:
        return announced + dotted if announced or dotted >= FEWEST_CONTENTS else 0
    if not announced or first >= len(blocks):
        return 0
    # Entries without page numbers: the list ends where its first entry comes again.
    entry = _bare(blocks[first])
    titles = len(list(takewhile(looks_like_title, blocks[first:])))
    last = min(first + titles + 1, len(blocks))
    again = next((place for place in range(first + 1, last) if _bare(blocks[place]) == entry), None)
    return 1 if again is None else again - start


def _bare(block: Block) -> str:
    return "".join(block.text.split())
