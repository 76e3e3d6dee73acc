"""Reads a PDF that holds text: the characters of its pages with their places, and the lines drawn around tables."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from knowledge.errors import DocumentError
from knowledge.ingestion.blocks import Progress, Source
from knowledge.ingestion.pdf_layout import paragraphs
from knowledge.ingestion.pdf_page import Box, Character, Page
from knowledge.wording import wording

COPYING_ALLOWED = 1 << 4
# A page with so few characters and a picture is a picture of a page.
FEWEST_CHARACTERS = 10
# More drawing than that is a drawing and no table.
MOST_DRAWN = 5_000
# Above this share of characters without a meaning the text is no text.
MOST_UNREADABLE = 0.05
UNREADABLE = ("Co", "Cn", "Cc", "Cs")
REPLACEMENT = "\ufffd"
MOST_PAGES_NAMED = 5


@dataclass(frozen=True)
class _Read:
    page: Page
    scanned: bool


def read_pdf(file: Path, progress: Progress[int]) -> Source:
    """The paragraphs of a PDF. Raises DocumentError for an encrypted, damaged, scanned or unreadable one."""
    with closing(_opened(file)) as document:
        try:
            pages = [_read(document, number) for number in progress(range(len(document)))]
        except pdfium.PdfiumError as problem:
            raise DocumentError("damaged") from problem
        named = document.get_metadata_value("Title") or None
    _refuse_scanned([number for number, read in enumerate(pages, 1) if read.scanned])
    _refuse_unreadable([character for read in pages for character in read.page.characters])
    return paragraphs([read.page for read in pages], named)


def _opened(file: Path) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(file)
    except pdfium.PdfiumError as problem:
        protected = problem.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise DocumentError("encrypted" if protected else "damaged") from problem
    is_encrypted = raw.FPDF_GetSecurityHandlerRevision(document) != -1
    if is_encrypted and not raw.FPDF_GetDocPermissions(document) & COPYING_ALLOWED:
        document.close()
        raise DocumentError("encrypted")
    if not len(document):
        document.close()
        raise DocumentError("damaged")
    return document


def _read(document: pdfium.PdfDocument, index: int) -> _Read:
    """One page; whether it is a picture."""
    with closing(document[index]) as page:
        with closing(page.get_textpage()) as text:
            characters = list(_characters(text))
        width, height = page.get_size()
        pictures, drawn, traced = _drawn(page)
        rotation = page.get_rotation()
        scanned = len(characters) < FEWEST_CHARACTERS and (pictures or traced)
        if rotation:
            size = (height, width) if rotation in (90, 270) else (width, height)
            turned = [Character(one.text, _turned(one.box, rotation, *size), one.size) for one in characters]
            return _Read(Page(index + 1, width, height, turned, [_turned(box, rotation, *size) for box in drawn]), scanned)
        return _Read(Page(index + 1, width, height, characters, drawn), scanned)


def _turned(box: Box, rotation: int, width: float, height: float) -> Box:
    """A box of a page as it is seen when the page is turned clockwise. width, height: before it is turned."""
    left, bottom, right, top = box
    if rotation == 90:
        return bottom, width - right, top, width - left
    if rotation == 180:
        return width - right, height - top, width - left, height - bottom
    return height - top, left, height - bottom, right


def _characters(text: pdfium.PdfTextPage) -> Iterator[Character]:
    """What is printed, in the order of the file; what PDFium adds of its own is left out."""
    box = raw.FS_RECTF()
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if raw.FPDFText_IsGenerated(text, index) == 1 or not code or chr(code).isspace():
            continue
        if raw.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)):
            size = raw.FPDFText_GetFontSize(text, index)
            yield Character(chr(code), (box.left, box.bottom, box.right, box.top), size)


def _drawn(page: pdfium.PdfPage) -> tuple[bool, list[Box], bool]:
    """Whether the page holds pictures, the boxes of what is drawn, and whether so much is drawn that letters may be."""
    pictures, boxes = False, list[Box]()
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH]):
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            pictures = True
        elif len(boxes) < MOST_DRAWN:
            boxes.append(thing.get_bounds())
        else:
            return pictures, [], True
    return pictures, boxes, len(boxes) > MOST_DRAWN // 10


def _refuse_scanned(pages: list[int]) -> None:
    if pages:
        named = [wording()["ingestion"]["page"].format(page=page) for page in pages[:MOST_PAGES_NAMED]]
        raise DocumentError("scanned", pages="、".join(named) + ("…" if len(pages) > MOST_PAGES_NAMED else ""))


def _refuse_unreadable(characters: list[Character]) -> None:
    if not characters:
        raise DocumentError("no_text")
    strange = sum(one.text == REPLACEMENT or unicodedata.category(one.text) in UNREADABLE for one in characters)
    if strange > MOST_UNREADABLE * len(characters):
        raise DocumentError("unreadable")
