"""The analysis as a file for a spreadsheet: the same cells as the page, whatever they begin with never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from api.analytics.schemas import AnalyticsOut, Figure
from api.wording import words

BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes what begins so for a formula.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Line = list[str | int]


def as_csv(found: AnalyticsOut) -> bytes:
    """The analysis as CSV in UTF-8, which begins with what a spreadsheet knows it by."""
    target = io.StringIO()
    csv.writer(target).writerows([[_harmless(cell) for cell in line] for line in _lines(found)])
    return (BYTE_ORDER_MARK + target.getvalue()).encode()


def as_xlsx(found: AnalyticsOut) -> bytes:
    """The analysis as a workbook of one sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(words("analytics")["file_name"])
    for line in _lines(found):
        cells = [WriteOnlyCell(sheet, value=cell) for cell in line]
        for cell, value in zip(cells, line, strict=True):
            if isinstance(value, str):
                cell.data_type = "s"
                cell.quotePrefix = value.startswith(FORMULA_MARKS)
        sheet.append(cells)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _lines(found: AnalyticsOut) -> Iterator[Line]:
    wording = words("analytics")
    heads = wording["heads"]
    yield [found.label]
    yield [heads["day"], found.day.isoformat()]
    yield [heads["period"], wording["period"].format(since=found.since, until=found.until)]
    yield [heads["place"], found.place_name]
    yield from ([heads["rules"], rule] for rule in found.rules)
    yield from ([heads["unknown"], unknown] for unknown in found.unknown)
    for table in found.tables:
        yield []
        yield [table.title, table.note]
        yield [table.first, *table.columns]
        yield from ([row.label, *(_cell(figure) for figure in row.figures)] for row in table.rows)
        if not table.rows:
            yield [table.empty]


def _cell(figure: Figure) -> str | int:
    return figure.text if figure.value is None else figure.value


def _harmless(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_MARKS) else cell
