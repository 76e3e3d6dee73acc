"""The receipt of an application on paper (A4), in a font that every PDF reader brings, so that no font file is needed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import Flowable, HRFlowable, Paragraph, SimpleDocTemplate, Spacer

from api.applications.schemas import ApplicationDetail, WhereToGoOut
from api.wording import words

FONT = "STSong-Light"
INK, LINE = HexColor("#1c2321"), HexColor("#8a9a97")
MARGIN = 20 * mm


def receipt_pdf(found: ApplicationDetail) -> bytes:
    """The pages of a receipt: what was applied for, by when, where, what to bring, how to ask, and the label."""
    written = io.BytesIO()
    title = words("receipt")["title"]
    document = SimpleDocTemplate(
        written,
        pagesize=A4,
        title=f"{title} {found.number}",
        author=words("receipt")["service"],
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    )
    document.build([_line(title, "title"), *_body(found), HRFlowable(width="100%", color=LINE), _line(found.label, "note")])
    return written.getvalue()


def _body(found: ApplicationDetail) -> Iterator[Flowable]:
    wording = words("receipt")
    for heading, lines in (
        (wording["about"], list(_about(found))),
        (wording["applied_for"], [_part_line(found, index) for index in range(len(found.parts))]),
        (wording["deadline"], [found.deadline_note or wording["no_deadline"]]),
        (wording["where"], [line for row in found.where_to_go for line in _where(row)]),
        (wording["papers"], list(_papers(found)) or [wording["no_papers"]]),
        (wording["afterwards"], [line.format(number=found.number) for line in wording["how"]]),
    ):
        yield _line(heading, "heading")
        yield from (_line(line, "text") for line in lines)
        yield Spacer(0, 2 * mm)


def _about(found: ApplicationDetail) -> Iterator[str]:
    wording = words("receipt")
    yield wording["number"].format(number=found.number)
    yield wording["day"].format(day=found.submitted_on.isoformat())
    yield wording["applicant"].format(name=found.applicant.name, id_number=found.applicant.id_number)
    if found.applicant.on_behalf_of:
        yield wording["on_behalf_of"].format(name=found.applicant.on_behalf_of)


def _part_line(found: ApplicationDetail, index: int) -> str:
    part = found.parts[index]
    said = words("receipt")["part"].format(name=part.name, status=part.status_text)
    return f"{said}　{part.next_text}" if part.next_text else str(said)


def _where(row: WhereToGoOut) -> Iterator[str]:
    wording, where = words("receipt"), row.where_to_go
    if not where.windows:
        yield wording["call"].format(name=row.name, number=where.hotline.number, line=where.hotline.name)
    for window in where.windows:
        known = [window.name, window.address, window.hours, window.phone]
        yield wording["window"].format(name=row.name, window=wording["between"].join(text for text in known if text))


def _papers(found: ApplicationDetail) -> Iterator[str]:
    """What is still to come; who has sent every paper brings none."""
    wording = words("receipt")
    for paper in found.papers:
        if paper.files:
            continue
        said = wording["promised" if paper.promised else "to_bring"].format(name=paper.name)
        yield said + (wording["clause"].format(clause=wording["between"].join(paper.clauses)) if paper.clauses else "")


def _line(text: str, style: str) -> Paragraph:
    # What stands outside the plane this font covers would stop the printing.
    plain = "".join(character if ord(character) <= 0xFFFF else words("receipt")["unprintable"] for character in text)
    return Paragraph(escape(plain), _styles()[style])


@cache
def _styles() -> dict[str, ParagraphStyle]:
    registerFont(UnicodeCIDFont(FONT))
    text = ParagraphStyle("text", fontName=FONT, fontSize=11, leading=17, wordWrap="CJK", textColor=INK)
    return {
        "text": text,
        "title": ParagraphStyle("title", text, fontSize=18, leading=26, spaceAfter=4 * mm),
        "heading": ParagraphStyle("heading", text, fontSize=13, leading=20, spaceBefore=1 * mm),
        "note": ParagraphStyle("note", text, fontSize=9, leading=14, spaceBefore=2 * mm),
    }
