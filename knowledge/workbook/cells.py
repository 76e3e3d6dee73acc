"""One cell: how a value is written so that a clerk can read it, and how what a clerk wrote becomes a value again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import yaml

from knowledge.errors import BadCellError
from knowledge.workbook.layout import Column, layout

DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


def written(value: Any, column: Column) -> Any:
    """A value as it is put into a cell: text, a number or a day; None for an empty cell."""
    words = layout().words(column)
    match column.kind:
        case "lines":
            return "\n".join(value) or None
        case "choices":
            return "\n".join(words[item] for item in value) or None
        case "choice":
            return words[value]
        case "yes_no":
            return layout().yes_no[value]
        case "yaml":
            return _arithmetic(value)
        case _:
            return value


def read(cell: Any, column: Column) -> Any:
    """The value of a cell that is not empty. Raises BadCellError with what was expected."""
    return READERS[column.kind](cell, layout().words(column))


def _arithmetic(value: Any) -> Any:
    if isinstance(value, bool):
        return layout().yes_no[value]
    if isinstance(value, int | float):
        return value
    return yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=float("inf")).removesuffix("...\n").strip()


def _text(cell: Any, _: Mapping[str, str]) -> str:
    # Excel makes a number of what looks like one: 120000 is meant as it was typed.
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool) or not isinstance(cell, str | int):
        raise BadCellError("text", found=str(cell))
    return str(cell).strip()


def _lines(cell: Any, _: Mapping[str, str]) -> list[str]:
    return [line.strip() for line in _text(cell, {}).splitlines() if line.strip()]


def _choice(cell: Any, words: Mapping[str, str]) -> str:
    text = _text(cell, {})
    code = next((code for code, word in words.items() if text in (word, code)), None)
    if code is None:
        raise BadCellError("literal_error", expected=" | ".join(words.values()), found=text)
    return code


def _choices(cell: Any, words: Mapping[str, str]) -> list[str]:
    return [_choice(line, words) for line in _lines(cell, {})]


def _yes_no(cell: Any, _: Mapping[str, str]) -> bool:
    answers: dict[Any, bool] = {word: value for value, word in layout().yes_no.items()}
    found = answers.get(cell.strip() if isinstance(cell, str) else cell, cell)
    if not isinstance(found, bool):
        raise BadCellError("literal_error", expected=" | ".join(layout().yes_no.values()), found=str(cell))
    return found


def _day(cell: Any, _: Mapping[str, str]) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    parts = DAY.fullmatch(str(cell).strip())
    try:
        return date(*map(int, parts.groups())) if parts else date.fromisoformat("")
    except ValueError:
        raise BadCellError("day", found=str(cell)) from None


def _number(cell: Any, _: Mapping[str, str]) -> int | float:
    try:
        found = float(cell) if isinstance(cell, str | int | float) and not isinstance(cell, bool) else float("nan")
    except ValueError:
        found = float("nan")
    if found != found or found in (float("inf"), float("-inf")):
        raise BadCellError("number", found=str(cell))
    return int(found) if found.is_integer() else found


def _whole(cell: Any, _: Mapping[str, str]) -> int:
    found = _number(cell, {})
    if not isinstance(found, int):
        raise BadCellError("integer", found=str(cell))
    return found


def _yaml(cell: Any, _: Mapping[str, str]) -> Any:
    if isinstance(cell, bool | int | float):
        return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    text = _text(cell, {})
    answers = {word: value for value, word in layout().yes_no.items()}
    if text in answers:
        return answers[text]
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        raise BadCellError("cell_arithmetic", found=text) from None
    return text if isinstance(value, date | None) else value


READERS: dict[str, Callable[[Any, Mapping[str, str]], Any]] = {
    "text": _text,
    "lines": _lines,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
    "day": _day,
    "number": _number,
    "whole": _whole,
    "yaml": _yaml,
}
