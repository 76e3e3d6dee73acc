"""Sets policy documents as offices do: real PDF, DOCX and HTML files of the same paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
SIZE, LEADING = 16.0, 28.0
LEFT, RIGHT, TOP, BOTTOM = 80.0, A4[0] - 80.0, A4[1] - 110.0, 100.0
# A line of Chinese does not begin with these.
CLOSING = "，。；：、）》”？！"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

Row = Sequence[str]


@dataclass(frozen=True)
class Centred:
    """A line in the middle: a title, a number, a chapter."""

    text: str
    size: float = SIZE


@dataclass(frozen=True)
class Rows:
    """A table with drawn lines."""

    rows: Sequence[Row]


@dataclass(frozen=True)
class NewPage:
    """Where a page ends early."""


Piece = str | Centred | Rows | NewPage


class _Setter:
    """Sets pieces on pages, each with the same head and its number at the foot."""

    def __init__(self, file: Path, head: str | None, numbered: str | None, lock: StandardEncryption | None) -> None:
        self.canvas = Canvas(str(file), pagesize=A4, encrypt=lock)
        self.head, self.numbered, self.page = head, numbered, 0
        self._begin()

    def _begin(self) -> None:
        self.page += 1
        self.height = TOP
        if self.head:
            self.canvas.setFont(FONT, 10)
            self.canvas.drawString(LEFT, A4[1] - 50, self.head)
        if self.numbered:
            self.canvas.setFont(FONT, 10)
            self.canvas.drawCentredString(A4[0] / 2, 50, self.numbered.format(page=self.page))

    def turn(self) -> None:
        self.canvas.showPage()
        self._begin()

    def line(self, text: str, x: float, size: float = SIZE) -> None:
        if self.height < BOTTOM:
            self.turn()
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, self.height, text)
        self.height -= LEADING

    def paragraph(self, text: str) -> None:
        x = LEFT + 2 * SIZE
        line = ""
        for position, letter in enumerate(text):
            line += letter
            following = text[position + 1 : position + 2]
            full = x + pdfmetrics.stringWidth(line + following, FONT, SIZE) > RIGHT
            if full and following not in CLOSING:
                self.line(line, x)
                x, line = LEFT, ""
        if line:
            self.line(line, x)

    def table(self, rows: Sequence[Row]) -> None:
        width = (RIGHT - LEFT) / len(rows[0])
        for row in rows:
            if self.height < BOTTOM + LEADING:
                self.turn()
            for column, cell in enumerate(row):
                self.canvas.rect(LEFT + column * width, self.height - 8, width, LEADING)
                self.canvas.setFont(FONT, 12)
                self.canvas.drawString(LEFT + column * width + 6, self.height, cell)
            self.height -= LEADING


def pdf(
    file: Path,
    pieces: Iterable[Piece],
    head: str | None = None,
    numbered: str | None = "- {page} -",
    lock: StandardEncryption | None = None,
) -> Path:
    """A PDF with these pieces; its font is not embedded, as in many of the offices' files."""
    setter = _Setter(file, head, numbered, lock)
    for piece in pieces:
        match piece:
            case str():
                setter.paragraph(piece)
            case Centred():
                width = pdfmetrics.stringWidth(piece.text, FONT, piece.size)
                setter.line(piece.text, (A4[0] - width) / 2, piece.size)
            case Rows():
                setter.table(piece.rows)
            case NewPage():
                setter.turn()
    setter.canvas.save()
    return file


def two_columns(file: Path, title: str, paragraphs: Iterable[str]) -> Path:
    """A PDF as gazettes set it: the title across the page, below it two columns of smaller type, a number at the foot."""
    canvas, size, leading, width = Canvas(str(file), pagesize=A4), 12.0, 20.0, 17
    canvas.setFont(FONT, 20)
    canvas.drawCentredString(A4[0] / 2, TOP, title)
    canvas.setFont(FONT, size)
    indented = ["　　" + paragraph for paragraph in paragraphs]
    lines = [text[start : start + width] for text in indented for start in range(0, len(text), width)]
    half = -(-len(lines) // 2)
    for column, own in enumerate((lines[:half], lines[half:])):
        for number, line in enumerate(own):
            canvas.drawString(LEFT + column * (width + 2) * size, TOP - 60 - number * leading, line)
    canvas.drawCentredString(A4[0] / 2, 50, "- 1 -")
    canvas.save()
    return file


def word(file: Path, pieces: Iterable[Piece]) -> Path:
    """A DOCX with these pieces."""
    document = docx.Document()
    for piece in pieces:
        match piece:
            case str():
                document.add_paragraph(piece)
            case Centred():
                document.add_paragraph(piece.text).alignment = 1
            case Rows():
                table = document.add_table(rows=0, cols=len(piece.rows[0]))
                for row in piece.rows:
                    for cell, text in zip(table.add_row().cells, row, strict=True):
                        cell.text = text
            case NewPage():
                document.add_page_break()
    document.save(str(file))
    return file


def numbered_word(file: Path, title: str, levels: Sequence[tuple[str, str]], paragraphs: Iterable[tuple[int, str]]) -> Path:
    """A DOCX whose numbers Word writes by itself. levels: kind and template of each; paragraphs: level and text."""
    document = docx.Document()
    document.add_paragraph(title)
    numbering = document.part.numbering_part.element
    definition = OxmlElement("w:abstractNum")
    definition.set(qn("w:abstractNumId"), "900")
    for place, (kind, template) in enumerate(levels):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(place))
        for tag, value in (("w:start", "1"), ("w:numFmt", kind), ("w:lvlText", template)):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            level.append(child)
        definition.append(level)
    numbering.insert(0, definition)
    instance = numbering.add_num(900)
    for place, text in paragraphs:
        properties = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = place
        properties.get_or_add_numId().val = instance.numId
    document.save(str(file))
    return file


def page(file: Path, pieces: Iterable[Piece], encoding: str = "utf-8", around: tuple[str, str] = ("", "")) -> Path:
    """A web page with these pieces. around: what stands before and behind the article."""
    body = []
    for piece in pieces:
        match piece:
            case str():
                body.append(f"<p>　　{escape(piece)}</p>")
            case Centred():
                body.append(f'<p align="center"><strong>{escape(piece.text)}</strong></p>')
            case Rows():
                rows = ["<tr>" + "".join(f"<td><p>{escape(cell)}</p></td>" for cell in row) + "</tr>" for row in piece.rows]
                body.append(f"<table>{''.join(rows)}</table>")
            case NewPage():
                pass
    text = (
        f'<!DOCTYPE html><html><head><meta charset="{encoding}"><title>政策文件_某市民政局</title></head><body>'
        f"{around[0]}<div class='wrap'><div id='content'>{''.join(body)}</div></div>{around[1]}</body></html>"
    )
    file.write_bytes(text.encode(encoding))
    return file
