"""The catalogue as the rows of its sheets, and back. What a row says is placed: sheet, row and column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_origin

from knowledge.catalogue import Catalogue
from knowledge.errors import BadCellError, Mistake
from knowledge.parameters import NATIONAL
from knowledge.policy import Overlay, Parameter, Policy
from knowledge.reading import Location, field_name
from knowledge.terms import Shape
from knowledge.workbook.cells import read, written
from knowledge.workbook.condition_rows import Raw, Row, condition_rows, conditions_from
from knowledge.workbook.layout import Column, Sheet, layout

CONDITIONS = "conditions"
NAME, PLACE = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*"), re.compile(rf"{NATIONAL}|\d{{6}}")
# An entry by its file below the catalogue's folder.
Key = str
Cells = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """One cell: its sheet, its row (the heading is row 1), its column by letter and heading."""

    sheet: str
    row: int
    letter: str
    heading: str

    def mistake(self, kind: str, details: Mapping[str, str]) -> Mistake:
        """What is wrong with this cell."""
        return Mistake(f"{self.sheet}!{self.letter}{self.row}", self.heading, kind, tuple(details.items()))


@dataclass
class SheetRows:
    """What stands in one sheet: the letter of each heading, and the cells that are not empty by row and heading."""

    letters: dict[str, str]
    rows: list[tuple[int, Cells]]


@dataclass
class Gathered:
    """The entries a workbook describes, where each of their fields stands, and every bad cell."""

    entries: dict[Key, Raw] = field(default_factory=dict)
    cells: dict[Key, dict[Location, Cell]] = field(default_factory=lambda: defaultdict(dict))
    mistakes: list[Mistake] = field(default_factory=list)

    def mistake(self, file: Key, at: Location, kind: str, details: Mapping[str, str]) -> Mistake:
        """A mistake in an entry, told by its cell: that of the field, else one of what it lies in or holds."""
        known = self.cells.get(file, {})
        for length in range(len(at), -1, -1):
            start = at[:length]
            found = known.get(start) or next((cell for place, cell in known.items() if place[:length] == start and length), None)
            if found is not None:
                return found.mistake(kind, details)
        return Mistake(file, field_name(at), kind, tuple(details.items()))


def dumped(entry: Shape) -> Raw:
    """An entry as its file has it: what is not given is left out."""
    return entry.model_dump(by_alias=True, exclude_unset=True, exclude_none=True)


def entries_of(catalogue: Catalogue) -> dict[Key, Shape]:
    """Every policy, overlay and parameter by its file."""
    found: dict[Key, Shape] = {f"policies/{NATIONAL}/{name}.yaml": policy for name, policy in catalogue.policies.items()}
    for place, overlays in catalogue.overlays.items():
        found |= {f"policies/{place}/{name}.yaml": overlay for name, overlay in overlays.items()}
    for place, parameters in catalogue.parameters.by_place.items():
        found |= {f"parameters/{place}/{name}.yaml": parameter for name, parameter in parameters.items()}
    return found


def shape_of(file: Key) -> type[Policy] | type[Overlay] | type[Parameter]:
    """The shape of the entry in a file."""
    folder, place, _ = file.split("/")
    return Parameter if folder == "parameters" else Policy if place == NATIONAL else Overlay


def _folder(file: Key) -> str:
    return {Policy: "policies", Overlay: "overlays", Parameter: "parameters"}[shape_of(file)]


# ---- out


def sheet_rows(entries: Mapping[Key, Shape]) -> dict[str, list[Cells]]:
    """The rows of every sheet: cells by heading."""
    rows: dict[str, list[Cells]] = {name: [] for name in layout().sheets}
    for file, entry in entries.items():
        raw = dumped(entry)
        for name, sheet in layout().sheets.items():
            if _folder(file) in sheet.entries:
                rows[name] += [_row(sheet, file, part) for part in _parts(name, sheet, raw)]
    return rows


def _parts(name: str, sheet: Sheet, raw: Raw) -> list[Any]:
    if name == CONDITIONS:
        return list(condition_rows(raw))
    return raw.get(sheet.list_, []) if sheet.list_ else [raw]


def _row(sheet: Sheet, file: Key, part: Any) -> Cells:
    _, place, name = file.removesuffix(".yaml").split("/")
    row: Cells = {sheet.owner: name}
    if sheet.place:
        row[sheet.place] = layout().national if place == NATIONAL else place
    for column in sheet.columns:
        value = part
        for key in column.at:
            value = value.get(key) if value is not None else None
        if value is not None:
            row[column.heading] = written(value, column)
    return row


# ---- in


def gather(sheets: Mapping[str, SheetRows]) -> Gathered:
    """The entries that the rows describe; every bad cell is among the mistakes."""
    found = Gathered()
    for name, sheet in layout().sheets.items():
        if sheet.list_ is None:
            for number, cells in sheets[name].rows:
                _take_entry(found, sheet, sheets[name].letters, number, cells)
    for name, sheet in layout().sheets.items():
        if name == CONDITIONS:
            _take_conditions(found, sheet, sheets[name])
        elif sheet.list_ is not None:
            for number, cells in sheets[name].rows:
                _take_part(found, sheet, sheets[name].letters, number, cells)
    return found


def _take_entry(found: Gathered, sheet: Sheet, letters: dict[str, str], number: int, cells: Cells) -> None:
    file = _owner(found, sheet, letters, number, cells)
    if file is None:
        return
    if file in found.entries:
        found.mistakes.append(Cell(sheet.title, number, letters[sheet.owner], sheet.owner).mistake("repeated_entry", {}))
        return
    fields = shape_of(file).model_fields.items()
    raw: Raw = {name: [] for name, kept in fields if kept.is_required() and get_origin(kept.annotation) is list}
    if shape_of(file) is Policy:
        raw["rule"] = {"all": []}
    found.entries[file] = raw
    found.cells[file][()] = Cell(sheet.title, number, letters[sheet.owner], sheet.owner)
    _fill(found, sheet, letters, number, cells, file, (), raw)


def _take_part(found: Gathered, sheet: Sheet, letters: dict[str, str], number: int, cells: Cells) -> None:
    file = _owner(found, sheet, letters, number, cells)
    if file is None or not _known(found, sheet, letters, number, file):
        return
    parts = found.entries[file].setdefault(str(sheet.list_), [])
    at: Location = (str(sheet.list_), len(parts))
    (only, *_) = sheet.columns
    if only.path:
        parts.append({})
        _fill(found, sheet, letters, number, cells, file, at, parts[-1])
        return
    cell = Cell(sheet.title, number, letters[only.heading], only.heading)
    found.cells[file][at] = cell
    value = _value(found, cell, cells.get(only.heading), only)
    if value is None:
        found.mistakes.append(cell.mistake("missing", {}))
    else:
        parts.append(value)


def _take_conditions(found: Gathered, sheet: Sheet, rows: SheetRows) -> None:
    by_path = {column.path: column for column in sheet.columns}
    owned: dict[Key, list[Row]] = defaultdict(list)
    for number, cells in rows.rows:
        file = _owner(found, sheet, rows.letters, number, cells)
        if file is None or not _known(found, sheet, rows.letters, number, file):
            continue
        values: Raw = {}
        _fill(found, sheet, rows.letters, number, cells, None, (), values)
        owned[file].append(Row(number, values))

    def cell(number: int, path: str) -> Cell:
        heading = by_path[path].heading
        return Cell(sheet.title, number, rows.letters[heading], heading)

    for file, group in owned.items():
        rebuilt = conditions_from(group, shape_of(file) is Policy)
        found.entries[file] |= rebuilt.entry
        found.cells[file] |= {at: cell(*place) for at, place in rebuilt.cells.items()}
        found.mistakes += [cell(number, path).mistake(kind, {}) for number, path, kind in rebuilt.misplaced]


def _owner(found: Gathered, sheet: Sheet, letters: dict[str, str], number: int, cells: Cells) -> Key | None:
    """The file of the entry a row belongs to; None, and a mistake, where the row does not say it."""
    keys = []
    for heading in (sheet.owner, sheet.place):
        if heading is None:
            keys.append(NATIONAL)
            continue
        cell = Cell(sheet.title, number, letters[heading], heading)
        value = _value(found, cell, cells.get(heading), Column(heading=heading))
        if value is None:
            if heading not in cells:
                found.mistakes.append(cell.mistake("missing", {}))
            return None
        keys.append(NATIONAL if value == layout().national else str(value))
        # The id and the place become the name of a file and of its folder.
        if not (NAME if heading == sheet.owner else PLACE).fullmatch(keys[-1]):
            found.mistakes.append(cell.mistake("file_part", {"found": keys[-1]}))
            return None
    folder = "parameters" if "parameters" in sheet.entries else "policies"
    return f"{folder}/{keys[1]}/{keys[0]}.yaml"


def _known(found: Gathered, sheet: Sheet, letters: dict[str, str], number: int, file: Key) -> bool:
    if file in found.entries and _folder(file) in sheet.entries:
        return True
    where = layout().sheets[_folder(file)].title
    cell = Cell(sheet.title, number, letters[sheet.owner], sheet.owner)
    found.mistakes.append(cell.mistake("no_entry", {"id": file.split("/")[2].removesuffix(".yaml"), "sheet": where}))
    return False


def _fill(
    found: Gathered, sheet: Sheet, letters: dict[str, str], number: int, cells: Cells, file: Key | None, at: Location, raw: Raw
) -> None:
    """Puts the cells of a row where their columns say, and remembers where each stood."""
    for column in sheet.columns:
        cell = Cell(sheet.title, number, letters[column.heading], column.heading)
        if file is not None:
            found.cells[file][(*at, *column.at)] = cell
        value = _value(found, cell, cells.get(column.heading), column)
        if value is not None:
            target = raw
            for key in column.at[:-1]:
                target = target.setdefault(str(key), {})
            target[str(column.at[-1])] = value


def _value(found: Gathered, cell: Cell, content: Any, column: Column) -> Any:
    if content is None or (isinstance(content, str) and not content.strip()):
        return None
    if isinstance(content, BadCellError):
        found.mistakes.append(cell.mistake(content.kind, content.details))
        return None
    try:
        return read(content, column)
    except BadCellError as problem:
        found.mistakes.append(cell.mistake(problem.kind, problem.details))
        return None
