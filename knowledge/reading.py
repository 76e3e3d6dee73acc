"""Reads the YAML files of the catalogue. Every mistake is told with its file, line and field, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from knowledge.errors import CatalogueError, Mistake
from knowledge.wording import wording

Model = TypeVar("Model", bound=BaseModel)
# Where something stands in a file: keys and positions from the top, as pydantic gives them.
Location = tuple[int | str, ...]
LONGEST_VALUE_SHOWN = 40
# YAML and Unicode take them for the end of a line, people do not see them: pasted from a document they break a clause in two.
UNSEEN_BREAKS = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Of these the line is known, and no field.
BY_LINE = ("syntax", "repeated_key", "unseen_break")


class RepeatedKey(yaml.MarkedYAMLError):
    """A mapping has the same key twice; YAML would silently keep the last."""


class _Loader(yaml.CSafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            keys = [key for key, _ in node.value]
            first = next(key for position, key in enumerate(keys) if key.value in {above.value for above in keys[:position]})
            raise RepeatedKey(problem=str(first.value), problem_mark=first.start_mark)
        return mapping


@dataclass(frozen=True)
class Finding:
    """A mistake before its line is looked up. file: below the catalogue's folder."""

    file: str
    at: Location
    kind: str
    details: dict[str, str] = field(default_factory=dict)


def read_file(file: Path, model: type[Model]) -> Model:
    """The file as this shape. Raises CatalogueError with all its mistakes; the file is named with its folder."""
    found: list[Finding] = []
    read = read_into(found, file.parent.parent, file, model)
    if read is None:
        raise CatalogueError(*placed(found, file.parent.parent))
    return read


def read_into(findings: list[Finding], folder: Path, file: Path, model: type[Model]) -> Model | None:
    """The file as this shape, or None when it cannot be read: then what is wrong was added to the findings."""
    name = file.relative_to(folder).as_posix()
    try:
        text = file.read_text("utf-8")
        if found := UNSEEN_BREAKS.search(text):
            code = f"U+{ord(found.group()):04X}"
            findings.append(Finding(name, (text.count("\n", 0, found.start()) + 1,), "unseen_break", {"code": code}))
            return None
        return model.model_validate(yaml.load(text, Loader=_Loader))
    except ValidationError as problem:
        findings.extend(shape_findings(name, problem.errors(include_url=False)))
    except UnicodeDecodeError:
        findings.append(Finding(name, (), "encoding"))
    except OSError as problem:
        findings.append(Finding(name, (), "unreadable", {"why": str(problem.strerror)}))
    except RepeatedKey as problem:
        findings.append(_marked(name, problem, "repeated_key", {"key": str(problem.problem)}))
    except yaml.MarkedYAMLError as problem:
        findings.append(_marked(name, problem, "syntax", {"why": str(problem.problem)}))
    except yaml.YAMLError as problem:
        findings.append(Finding(name, (), "syntax", {"why": str(problem).splitlines()[0]}))
    return None


def _marked(name: str, problem: yaml.MarkedYAMLError, kind: str, details: dict[str, str]) -> Finding:
    # An unclosed bracket is found at the end of the file; where it was opened helps more.
    mark = problem.context_mark if "flow" in (problem.context or "") else problem.problem_mark
    line = mark.line + 1 if mark else 1
    return Finding(name, (line,), kind, details)


def shape_findings(name: str, errors: Iterable[ErrorDetails]) -> Iterator[Finding]:
    """What pydantic found, in our words; several tries at one value are one finding."""
    tries: dict[Location, list[ErrorDetails]] = {}
    for error in errors:
        tries.setdefault(tuple(part for part in error["loc"] if not _is_class(part)), []).append(error)
    for at, group in tries.items():
        details = {name: str(value) for name, value in group[0].get("ctx", {}).items()}
        yield Finding(name, at, _kind_of(group), details | {"found": _shown(group[0]["input"]), "why": group[0]["msg"]})


def _kind_of(group: list[ErrorDetails]) -> str:
    words = wording()["mistakes"]
    kinds = [words["alike"].get(error["type"], error["type"]) for error in group]
    if kinds[:2] == ["integer", "number"]:
        return "number"
    if kinds[:2] == ["boolean", "integer"]:
        return "scalar"
    return kinds[0] if kinds[0] in words["sentences"] else "other"


def _is_class(part: int | str) -> bool:
    # Between the keys pydantic names the alternative it tried: a class, or the type of a plain value.
    return isinstance(part, str) and (part[:1].isupper() or part in ("str", "int", "float", "bool", "function-wrap"))


def _shown(value: Any) -> str:
    text = "…" if isinstance(value, dict | list) else str(value)
    return text if len(text) <= LONGEST_VALUE_SHOWN else text[:LONGEST_VALUE_SHOWN] + "…"


def placed(findings: Iterable[Finding], folder: Path) -> list[Mistake]:
    """The findings as mistakes with file, line and field, in the order of files and lines."""
    tree = cache(_tree)
    lines = []
    for found in findings:
        if found.kind in BY_LINE:
            line, name = (found.at[0] if found.at else 1), found.details.get("key", "")
        else:
            line, name = _line(tree(folder / found.file), found.at), field_name(found.at)
        lines.append((found.file, int(line), Mistake(f"{found.file}:{line}", name, found.kind, tuple(found.details.items()))))
    return [mistake for _, _, mistake in sorted(lines, key=lambda entry: entry[:2])]


def field_name(at: Location) -> str:
    """`rule.all[0].fact`"""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in at).lstrip(".")


def _tree(file: Path) -> yaml.Node | None:
    try:
        return yaml.compose(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None


def _line(node: yaml.Node | None, at: Location) -> int:
    """The line of the deepest part of the location that the file has, counted from 1."""
    line = node.start_mark.line if node else 0
    for part in at:
        if isinstance(node, yaml.MappingNode):
            key, node = next(((key, value) for key, value in node.value if key.value == str(part)), (None, None))
            line = key.start_mark.line if key else line
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
        else:
            break
    return line + 1
