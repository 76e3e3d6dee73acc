"""Reads and writes the workbook itself. Whatever a text begins with, it is written as text and never becomes a formula."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from knowledge.errors import BadCellError, Mistake, SpreadsheetError
from knowledge.tables import width
from knowledge.workbook.layout import Sheet, layout
from knowledge.workbook.sheets import Cell, Cells, SheetRows

LONGEST_TEXT = 32767
NARROWEST, WIDEST = 8, 60
# Text that begins so is marked as text, so that it stays text when somebody edits it.
BEGINS_FORMULA = ("=", "+", "-", "@")
TOP = Alignment(vertical="top", wrap_text=True)
INDENT = 2
# Excel's own limit for a list of choices.
LONGEST_CHOICES = 255


def write_workbook(file: Path, sheets: Mapping[str, list[Cells]], codes: Sequence[Sequence[str]], version: str) -> None:
    """Writes the whole workbook, the old file staying until the new one is complete. Raises SpreadsheetError."""
    book = Workbook()
    book.remove(book.active)
    words = layout()
    about = [[line] for line in words.about.lines]
    _write(book.create_sheet(words.about.title), [[words.about.version, version], *about])
    for name, sheet in words.sheets.items():
        page = book.create_sheet(sheet.title)
        _write(page, [sheet.head, *([row.get(heading) for heading in sheet.head] for row in sheets[name])])
        _finish(page, sheet)
    page = book.create_sheet(words.codes.title)
    _write(page, [words.codes.columns, *codes])
    _head(page)
    scratch = file.with_name(f".{os.getpid()}-{file.name}")
    try:
        book.save(scratch)
        scratch.replace(file)
    finally:
        scratch.unlink(missing_ok=True)


def _write(page: Any, rows: Iterable[Sequence[Any]]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if value is not None:
                _put(page.cell(number, place), value, page.title)


def _put(cell: Any, value: Any, title: str) -> None:
    refusal = Cell(title, cell.row, cell.column_letter, "")
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise SpreadsheetError(refusal.mistake("too_long_cell", {"most": str(LONGEST_TEXT), "found": str(len(value))}))
    try:
        cell.value = value
    except IllegalCharacterError:
        raise SpreadsheetError(refusal.mistake("unwritable", {})) from None
    cell.alignment = TOP
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(BEGINS_FORMULA)
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"


def _head(page: Any) -> None:
    page.freeze_panes = "A2"
    for cell in page[1]:
        cell.font = Font(bold=True)
    for column in page.columns:
        longest = max(width(line) for cell in column for line in str(cell.value or "").splitlines() or [""])
        page.column_dimensions[column[0].column_letter].width = min(max(longest + 2, NARROWEST), WIDEST)


def _finish(page: Any, sheet: Sheet) -> None:
    _head(page)
    places = {column.path: sheet.head.index(column.heading) for column in sheet.columns}
    if "depth" in places:
        # What stands inside another condition is seen to stand inside it.
        for row in page.iter_rows(min_row=2):
            depth = row[places["depth"]].value
            row[places["label"]].alignment = Alignment(vertical="top", wrap_text=True, indent=INDENT * (depth - 1))
    page.auto_filter.ref = page.dimensions
    for column in sheet.columns:
        words = list(layout().words(column).values()) or list(layout().yes_no.values())
        choices = f'"{",".join(words)}"'
        if column.kind in ("choice", "yes_no") and len(choices) <= LONGEST_CHOICES:
            letter = get_column_letter(sheet.head.index(column.heading) + 1)
            offered = DataValidation(type="list", formula1=choices, allow_blank=True)
            offered.add(f"{letter}2:{letter}{page.max_row + 1000}")
            page.add_data_validation(offered)


def read_workbook(file: Path) -> tuple[str, dict[str, SheetRows]]:
    """The version the workbook was exported from, and the rows of its sheets. Raises SpreadsheetError."""
    try:
        with closing(load_workbook(file, read_only=True)) as book:
            return _read_sheets(book)
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError, SyntaxError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else type(problem).__name__
        raise SpreadsheetError(Mistake(file.name, "", "no_workbook", (("why", str(why)),))) from problem


def _read_sheets(book: Any) -> tuple[str, dict[str, SheetRows]]:
    mistakes: list[Mistake] = []
    found: dict[str, SheetRows] = {}
    for name, sheet in layout().sheets.items():
        if sheet.title in book.sheetnames:
            found[name] = _read_sheet(book[sheet.title], sheet, mistakes)
        else:
            mistakes.append(Mistake(sheet.title, "", "no_sheet"))
    version = _version(book, mistakes)
    if mistakes:
        raise SpreadsheetError(*mistakes)
    return version, found


def _version(book: Any, mistakes: list[Mistake]) -> str:
    about = layout().about
    rows = book[about.title].iter_rows(values_only=True, max_col=2) if about.title in book.sheetnames else []
    version = next((row[1] for row in rows if len(row) > 1 and row[0] == about.version), None)
    if version is None:
        mistakes.append(Mistake(about.title, about.version, "no_version"))
    return str(version)


def _read_sheet(page: Any, sheet: Sheet, mistakes: list[Mistake]) -> SheetRows:
    rows = page.iter_rows()
    head = [str(cell.value).strip() if cell.value is not None else "" for cell in next(rows, ())]
    letters: dict[str, str] = {}
    for place, heading in enumerate(head, start=1):
        if not heading:
            continue
        cell = Cell(sheet.title, 1, get_column_letter(place), heading)
        if heading in letters:
            mistakes.append(cell.mistake("repeated_heading", {}))
        elif heading not in sheet.head:
            mistakes.append(cell.mistake("unknown_heading", {"found": heading, "known": ", ".join(sheet.head)}))
        letters[heading] = get_column_letter(place)
    mistakes += [Mistake(f"{sheet.title}!1", heading, "no_heading") for heading in sheet.head if heading not in letters]
    found = SheetRows(letters, [])
    for number, row in enumerate(rows, start=2):
        cells = {heading: _content(cell) for heading, cell in zip(head, row, strict=False) if cell.value not in (None, "")}
        stray = [
            place for place, cell in enumerate(row, start=1) if cell.value is not None and not "".join(head[place - 1 : place])
        ]
        for place in stray:
            cell = Cell(sheet.title, number, get_column_letter(place), "")
            mistakes.append(cell.mistake("unknown_heading", {"found": "", "known": ", ".join(sheet.head)}))
        if cells:
            found.rows.append((number, cells))
    return found


def _content(cell: Any) -> Any:
    """What stands in a cell; a formula or an error is a bad cell."""
    if cell.data_type == "f":
        return BadCellError("formula", found=str(cell.value))
    if cell.data_type == "e":
        return BadCellError("error_cell", found=str(cell.value))
    return cell.value
