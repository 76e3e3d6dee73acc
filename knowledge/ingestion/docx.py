"""Reads a DOCX: paragraphs with the numbers Word gives them, rows of tables, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from knowledge.errors import DocumentError
from knowledge.ingestion.blocks import Block, LeftOut, Progress, Source, clean, row_text
from knowledge.ingestion.docx_numbers import Numbers

# A file of a few megabytes that unpacks to more than this was made to do harm.
MOST_UNPACKED = 300 * 2**20
CONTENT_STYLES = ("TOC", "toc")
# Text that was deleted or moved away, and a second copy of drawn boxes for old programs.
NOT_SHOWN = {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
PICTURES = (qn("w:drawing"), qn("w:pict"))


def read_docx(file: Path, progress: Progress[int]) -> Source:
    """The paragraphs of a DOCX. Raises DocumentError for a damaged one and one that holds only pictures."""
    try:
        with ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise DocumentError("damaged")
        document = docx.Document(str(file))
        numbers, body = Numbers(document), document.element.body
    except (BadZipFile, OpcError, etree.XMLSyntaxError, KeyError, ValueError, OSError, EOFError) as problem:
        raise DocumentError("damaged") from problem
    elements = list(_elements(body))
    blocks: list[Block] = []
    left_out: list[LeftOut] = []
    for position in progress(range(len(elements))):
        element = elements[position]
        if element.tag == qn("w:tbl"):
            blocks += _rows(element)
            continue
        for text in _texts(element, numbers.before(element)):
            if _is_contents(element):
                left_out.append(LeftOut(text, "contents"))
            else:
                blocks.append(Block(text))
    if not blocks:
        raise DocumentError("no_text")
    return Source(blocks, left_out, clean(document.core_properties.title or "") or None)


def _elements(holder: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Paragraphs and tables in order, also those inside content controls."""
    for child in holder:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")):
            yield from _elements(child)


def _texts(paragraph: BaseOxmlElement, number: str) -> list[str]:
    """The lines of a paragraph: a line break written by hand begins another."""
    lines = [clean(line) for line in _text(paragraph).split("\n")]
    lines = [line for line in lines if line]
    return [clean(f"{number} {lines[0]}"), *lines[1:]] if lines else []


def _text(element: BaseOxmlElement) -> str:
    if element.tag in NOT_SHOWN:
        return ""
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag in (qn("w:br"), qn("w:cr")):
        return "\n"
    if element.tag == qn("w:tab"):
        # In the properties of a paragraph the same tag says where tabs stop.
        return "" if element.getparent().tag == qn("w:tabs") else "\t"
    return "".join(_text(child) for child in element if isinstance(child.tag, str))


def _is_contents(paragraph: BaseOxmlElement) -> bool:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style is not None and (style.get(qn("w:val")) or "").startswith(CONTENT_STYLES)


def _rows(table: BaseOxmlElement) -> Iterator[Block]:
    for row in table.iter(qn("w:tr")):
        cells = ["".join(_text(paragraph) for paragraph in cell.iter(qn("w:p"))) for cell in row.findall(qn("w:tc"))]
        if text := row_text(cells):
            yield Block(text, table=True)
