"""Reads a saved web page: the paragraphs of its article, without what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import lxml.html
from lxml import etree

from knowledge.errors import DocumentError
from knowledge.ingestion.blocks import Block, LeftOut, Progress, Source, clean, row_text
from knowledge.ingestion.numbering import ends_sentence, mark_of, pattern

# Never part of what an article says.
AROUND = ("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "button", "select", "iframe", "svg")
INLINE_TEXT = (
    "a",
    "abbr",
    "b",
    "big",
    "cite",
    "code",
    "em",
    "font",
    "i",
    "ins",
    "label",
    "mark",
    "o:p",
    "q",
    "s",
    "samp",
    "small",
)
INLINE = frozenset((*INLINE_TEXT, "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"))
CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
HEAD_BYTES = 4_096
# What pages in simplified Chinese call any of its encodings; the last holds all of the others.
CHINESE_CODES = {"gb2312", "gbk", "gb_2312-80", "x-gbk"}
WIDEST_CHINESE = "gb18030"
# The article is the smallest element with all numbered paragraphs and nearly all sentences of the page.
NEARLY_ALL = 0.9
HEADLINES = ("//meta[translate(@name,'ARTICLE','article')='articletitle']/@content", "//h1//text()")
NAMES = ("//title//text()",)
TITLE_END = re.compile(r"[_|]|\s[-–—]\s?")


@dataclass(frozen=True)
class _Found:
    """A paragraph and the element that holds it."""

    block: Block
    holder: etree._Element


def read_html(file: Path, progress: Progress[int]) -> Source:
    """The paragraphs of a page. Raises DocumentError for one without text."""
    text = decoded(file.read_bytes())
    try:
        root = lxml.html.document_fromstring(text)
    except (etree.ParserError, ValueError) as problem:
        raise DocumentError("no_text") from problem
    headline, named = _text_at(root, HEADLINES), _text_at(root, NAMES)
    etree.strip_elements(root, etree.Comment, *AROUND, with_tail=False)
    hidden = root.xpath("//*[contains(translate(@style,' ',''),'display:none') or @hidden]")
    for element in hidden:
        element.drop_tree()
    found = list(_paragraphs(root))
    if not found:
        raise DocumentError("no_text")
    article = _article(root, found)
    kept = [found[position] for position in progress(range(len(found)))]
    inside = [one.block for one in kept if _is_within(one.holder, article)]
    if headline and pattern("title_ends").search(headline) and all(block.text != headline for block in inside):
        # It often stands apart from the article it names.
        inside.insert(0, Block(headline))
    around = [LeftOut(one.block.text, "aside") for one in kept if not _is_within(one.holder, article)]
    return Source(inside, around, named)


def decoded(content: bytes) -> str:
    """The text of a page in the encoding it names, else in the one it fits. Raises DocumentError when it fits none."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    else:
        named = CHARSET.search(content[:HEAD_BYTES])
        code = named[1].decode("ascii").lower() if named else ""
        candidates = ["utf-8-sig", WIDEST_CHINESE]
        if code and code != "utf-8":
            candidates.insert(0, WIDEST_CHINESE if code in CHINESE_CODES else code)
    for candidate in candidates:
        try:
            # An XML declaration would be believed before what was found here.
            return re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", content.decode(candidate))
        except (UnicodeDecodeError, LookupError):
            continue
    raise DocumentError("unreadable")


def _text_at(root: lxml.html.HtmlElement, paths: Sequence[str]) -> str | None:
    for path in paths:
        if text := clean("".join(root.xpath(path))):
            return TITLE_END.split(text)[0].strip()
    return None


def _paragraphs(element: etree._Element, number: str = "") -> Iterator[_Found]:
    """The paragraphs inside an element: what stands between its blocks and line breaks, and what its blocks hold."""
    pieces = [number, element.text or ""]
    counted = int(element.get("start") or 1) if element.tag == "ol" and (element.get("start") or "1").isdecimal() else 1
    for child in element:
        if not isinstance(child.tag, str):
            pass
        elif child.tag in INLINE and not _holds_blocks(child):
            pieces.append(_inline(child))
        else:
            yield from _paragraph(pieces, element)
            pieces = []
            if child.tag == "table" and _is_data(child):
                yield from _rows(child)
            elif child.tag != "br":
                is_item = child.tag == "li" and element.tag == "ol"
                yield from _paragraphs(child, _item_number(child, counted) if is_item else "")
                counted += is_item
        pieces.append(child.tail or "")
    yield from _paragraph(pieces, element)


def _paragraph(pieces: list[str], holder: etree._Element) -> Iterator[_Found]:
    # A line break inside a text node is only layout.
    if text := clean("".join(pieces)):
        yield _Found(Block(text), holder)


def _item_number(item: etree._Element, counted: int) -> str:
    """The number a browser shows before an item that has none of its own."""
    return "" if mark_of(clean(_inline(item))) else f"{counted}. "


def _holds_blocks(element: etree._Element) -> bool:
    tags = [inner.tag for inner in element.iterdescendants() if isinstance(inner.tag, str)]
    return any(tag not in INLINE and tag != "img" for tag in tags)


def _inline(element: etree._Element) -> str:
    return str(element.xpath("string()"))


def _is_data(table: etree._Element) -> bool:
    """Whether a table holds rows of cells, and is no frame for a page."""
    if table.xpath(".//table"):
        return False
    rows = table.xpath(".//tr")
    widest = max((len(row.xpath("./td|./th")) for row in rows), default=0)
    return len(rows) > 1 and widest > 1


def _rows(table: etree._Element) -> Iterator[_Found]:
    for row in table.xpath(".//tr"):
        if text := row_text(_inline(cell) for cell in row.xpath("./td|./th")):
            yield _Found(Block(text, table=True), row)


def _article(root: etree._Element, found: list[_Found]) -> etree._Element:
    """The smallest element that holds every numbered paragraph and nearly all of the sentences."""
    article = root
    while True:
        inner = next((child for child in article if _holds_nearly_all(child, article, found)), None)
        if inner is None:
            return article
        article = inner


def _holds_nearly_all(child: etree._Element, article: etree._Element, found: list[_Found]) -> bool:
    if not isinstance(child.tag, str) or not any(isinstance(inner.tag, str) and inner.tag not in INLINE for inner in child):
        return False
    here = [one for one in found if _is_within(one.holder, article)]
    inside = [one for one in here if _is_within(one.holder, child)]
    if not inside or any(mark_of(one.block.text) for one in here if one not in inside and ends_sentence(one.block.text)):
        return False
    total = sum(len(one.block.text) for one in here if ends_sentence(one.block.text))
    held = sum(len(one.block.text) for one in inside if ends_sentence(one.block.text))
    return total > 0 and held >= NEARLY_ALL * total


def _is_within(element: etree._Element, holder: etree._Element) -> bool:
    return element is holder or any(ancestor is holder for ancestor in element.iterancestors())
