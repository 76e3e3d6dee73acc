"""Every field of every kind of entry has a column, and every word for a code is one the shapes accept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args, get_origin

import pytest
from pydantic import BaseModel

from knowledge.policy import CONDITIONS, FactCondition, Overlay, Parameter, Policy
from knowledge.workbook.condition_rows import KINDS, VERBS, WORDS
from knowledge.workbook.layout import layout

FOLDERS: dict[str, type[BaseModel]] = {"policies": Policy, "overlays": Overlay, "parameters": Parameter}
# These are the rows of the sheet of conditions.
RULES = {"rule", "replace", "add"}
ARITHMETIC = {"amount", "value"}


def fields(shape: type[BaseModel], above: str = "") -> Iterator[tuple[str, str]]:
    """The list a field stands in, "" for none, and its path below that."""
    for name, field in shape.model_fields.items():
        key = field.alias or name
        inner = next((part for part in (field.annotation, *get_args(field.annotation)) if is_shape(part)), None)
        if key in RULES:
            continue
        if key in ARITHMETIC:
            yield "", f"{above}{key}"
        elif get_origin(field.annotation) is list and inner is not None:
            yield from ((key, path) for _, path in fields(inner))
        elif get_origin(field.annotation) is list and key in ("papers", "phrases"):
            yield key, ""
        elif inner is not None:
            yield from fields(inner, f"{above}{key}.")
        else:
            yield "", f"{above}{key}"


def is_shape(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_field_has_a_column_and_every_column_a_field(folder: str) -> None:
    columns = {
        (sheet.list_ or "", column.path)
        for name, sheet in layout().sheets.items()
        if folder in sheet.entries and name != "conditions"
        for column in sheet.columns
    }
    assert columns == set(fields(FOLDERS[folder]))


def test_every_word_of_a_condition_has_a_column() -> None:
    paths = {column.path for column in layout().sheets["conditions"].columns}
    assert paths == {"use", "replaces", "depth", "kind", "verb", "value", *WORDS}
    assert set(KINDS) == set(CONDITIONS)
    assert {field.alias or name for name, field in FactCondition.model_fields.items()} == {*VERBS, *WORDS} - {"verdict_of"}


def test_every_kind_of_condition_and_every_verb_has_a_word() -> None:
    choices = layout().choices
    assert (set(choices["kind"]), set(choices["verb"])) == (set(KINDS), set(VERBS))


def test_no_sheet_has_a_heading_twice_and_no_word_two_meanings() -> None:
    for sheet in layout().sheets.values():
        headings = [column.heading for column in sheet.columns]
        assert len(headings) == len(set(headings))
    for words in layout().choices.values():
        assert len(set(words.values())) == len(words)
