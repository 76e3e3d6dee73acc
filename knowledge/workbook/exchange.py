"""The catalogue out to a workbook and in again, for the departments who keep it.

`python -m knowledge.workbook.exchange export FILE` writes every field of every entry; `… import FILE` takes the workbook in as a
whole or not at all: a bad cell is named and nothing changes. Only the files of entries that changed are written anew.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import ValidationError

from knowledge.catalogue import FOLDER, Catalogue, read_catalogue
from knowledge.checking import check_references
from knowledge.dictionary import FactDictionary, load_dictionary
from knowledge.entries import Entries
from knowledge.errors import CatalogueError, Mistake, SpreadsheetError
from knowledge.policy import Overlay, Parameter, Policy
from knowledge.reading import Finding, shape_findings
from knowledge.review.audit import audit
from knowledge.terms import Shape
from knowledge.windows import check_windows, load_windows
from knowledge.wording import wording
from knowledge.workbook.layout import layout
from knowledge.workbook.sheets import Gathered, Key, SheetRows, dumped, entries_of, gather, shape_of, sheet_rows
from knowledge.workbook.writing import entry_text
from knowledge.workbook.xlsx import read_workbook, write_workbook

FOLDERS = ("policies", "parameters")
FACTS = "facts.yaml"


@dataclass(frozen=True)
class Changes:
    """The files an import writes anew and those it removes."""

    added: list[Key]
    changed: list[Key]
    removed: list[Key]


def export(catalogue: Catalogue, file: Path) -> int:
    """Writes the workbook and gives the number of entries in it. Raises SpreadsheetError when a text cannot be kept."""
    entries = entries_of(catalogue)
    rows = sheet_rows(entries)
    sheets = layout().sheets
    again = gather({name: SheetRows({head: "" for head in sheets[name].head}, list(enumerate(rows[name]))) for name in sheets})
    for name, entry in entries.items():
        if _shape(name, again.entries[name]).model_dump() != entry.model_dump():
            raise SpreadsheetError(Mistake(name, "", "unwritable"))
    write_workbook(file, rows, _codes(catalogue), catalogue.version)
    return len(entries)


def _shape(file: Key, raw: Mapping[str, object]) -> Shape:
    return shape_of(file).model_validate(raw)


def _codes(catalogue: Catalogue) -> list[tuple[str, str, str]]:
    """What one may refer to: facts, parameters and difficulties, each with its name."""
    facts = catalogue.dictionary
    sheets = layout().sheets
    headings = {column.path: column.heading for sheet in sheets.values() for column in sheet.columns}
    named = [(f"household.{name}", fact.label) for name, fact in facts.household.items()]
    named += [(f"person.{name}", fact.label) for name, fact in facts.person.items()]
    named += [(path, fact.label) for path, fact in facts.derived.items()]
    numbers = {name: entry.label for group in catalogue.parameters.by_place.values() for name, entry in group.items()}
    offered = [(str(item), option.label) for option in facts.household["difficulties"].options for item in option.value]
    return [
        *((code, label, headings["fact"]) for code, label in named),
        *((code, label, sheets["parameters"].title) for code, label in sorted(numbers.items())),
        *((code, label, headings["difficulties"]) for code, label in offered),
    ]


def import_workbook(file: Path, folder: Path = FOLDER, remove: bool = False) -> Changes:
    """Makes the catalogue in this folder what the workbook says. Raises CatalogueError; then nothing was changed."""
    version, sheets = read_workbook(file)
    current = read_catalogue(folder) if (folder / FOLDERS[0]).exists() else None
    if current is not None and version != current.version:
        about = layout().about
        raise SpreadsheetError(Mistake(about.title, about.version, "stale", (("found", version), ("now", current.version))))
    dictionary = current.dictionary if current else load_dictionary(FOLDER / FACTS)
    found = gather(sheets)
    entries = checked(found, dictionary)
    changes = _compare(entries_of(current) if current else {}, entries)
    if changes.removed and not remove:
        raise SpreadsheetError(*(Mistake(name, "", "removed") for name in changes.removed))
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".import-") as scratch:
        _write(Path(scratch) / "new", folder, entries, changes)
        _validate(Path(scratch) / "new", found, entries, current)
        swap(Path(scratch), folder)
    return changes


def checked(found: Gathered, dictionary: FactDictionary) -> dict[Key, Shape]:
    """The entries in their shapes, checked against each other. Raises SpreadsheetError with every bad cell."""
    mistakes = list(found.mistakes)
    entries: dict[Key, Shape] = {}
    read = Entries(dictionary)
    for file, raw in found.entries.items():
        _, place, name = file.removesuffix(".yaml").split("/")
        try:
            entry = entries[file] = _shape(file, raw)
        except ValidationError as problem:
            read.unread.add(name)
            findings = shape_findings(file, problem.errors(include_url=False))
            mistakes += [found.mistake(file, finding.at, finding.kind, finding.details) for finding in findings]
            continue
        match entry:
            case Policy():
                read.policies[name] = entry
            case Overlay():
                read.overlays.setdefault(place, {})[name] = entry
            case Parameter():
                read.parameters.setdefault(place, {})[name] = entry
    mistakes += [found.mistake(finding.file, finding.at, finding.kind, finding.details) for finding in check_references(read)]
    if mistakes:
        raise SpreadsheetError(*dict.fromkeys(mistakes))
    return entries


def _compare(current: Mapping[Key, Shape], entries: Mapping[Key, Shape]) -> Changes:
    both = [file for file in entries if file in current]
    return Changes(
        added=sorted(set(entries) - set(current)),
        changed=sorted(file for file in both if entries[file].model_dump() != current[file].model_dump()),
        removed=sorted(set(current) - set(entries)),
    )


def _write(new: Path, folder: Path, entries: Mapping[Key, Shape], changes: Changes) -> None:
    """A copy of the folder's data with the changed entries written anew."""
    shutil.copytree(folder, new, ignore=shutil.ignore_patterns(".*", "__pycache__", "*.py"))
    if not (new / FACTS).exists():
        shutil.copy(FOLDER / FACTS, new / FACTS)
    for name in FOLDERS:
        (new / name).mkdir(exist_ok=True)
    for file in (*changes.added, *changes.changed):
        (new / file).parent.mkdir(parents=True, exist_ok=True)
        (new / file).write_text(entry_text(dumped(entries[file])), "utf-8")
    for file in changes.removed:
        (new / file).unlink()


def _validate(new: Path, found: Gathered, entries: Mapping[Key, Shape], current: Catalogue | None) -> None:
    """That the written files load, say what the workbook says, and lack nothing that was not lacking before."""
    catalogue = read_catalogue(new)
    for file, entry in entries_of(catalogue).items():
        if entry.model_dump() != entries[file].model_dump():
            raise CatalogueError(Mistake(file, "", "unwritable"))
    if (new / "windows").exists():
        check_windows(load_windows(new), catalogue)
    today = date.today()
    before = [_without_place(finding) for finding in audit(current, today)] if current else []
    if lacking := [finding for finding in audit(catalogue, today) if _without_place(finding) not in before]:
        raise SpreadsheetError(*(found.mistake(finding.file, finding.at, finding.kind, finding.details) for finding in lacking))


def _without_place(finding: Finding) -> tuple[str, str, dict[str, str]]:
    return finding.file, finding.kind, finding.details


def swap(scratch: Path, folder: Path) -> None:
    """Puts the new folders in the place of the old ones; when that fails, the old ones stay."""
    old = scratch / "old"
    old.mkdir()
    moved: list[str] = []
    try:
        for name in FOLDERS:
            if (folder / name).exists():
                (folder / name).rename(old / name)
            moved.append(name)
            (scratch / "new" / name).rename(folder / name)
    except OSError:
        for name in moved:
            shutil.rmtree(folder / name, ignore_errors=True)
            if (old / name).exists():
                (old / name).rename(folder / name)
        raise
    if not (folder / FACTS).exists():
        shutil.copy(FOLDER / FACTS, folder / FACTS)


def main(arguments: list[str] | None = None) -> int:
    """Exports or imports and says what was done; 1 and a line for every mistake when nothing was."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.workbook.exchange")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("export", help="write the catalogue to a workbook").add_argument("file", type=Path)
    taking = commands.add_parser("import", help="take a workbook in, as a whole or not at all")
    taking.add_argument("file", type=Path)
    taking.add_argument("--remove", action="store_true", help="remove the entries that the workbook no longer has")
    for command in commands.choices.values():
        command.add_argument("--folder", type=Path, default=FOLDER, help="the catalogue, where it is not the shipped one")
    chosen = parser.parse_args(arguments)
    words = wording()["spreadsheet"]
    try:
        if chosen.command == "export":
            count = export(read_catalogue(chosen.folder), chosen.file)
            print(words["exported"].format(count=count, file=chosen.file))
            return 0
        changes = import_workbook(chosen.file, chosen.folder, chosen.remove)
    except CatalogueError as problem:
        print(words["refused"].format(count=len(problem.mistakes) or 1), problem, sep="\n", file=sys.stderr)
        return 1
    groups = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
    print(words["imported"].format(**{name: len(files) for name, files in groups.items()}))
    for name, files in groups.items():
        print(*(f"  {words['marks'][name]} {file}\n" for file in files), sep="", end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
