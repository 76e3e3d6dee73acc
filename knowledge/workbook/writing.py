"""Writes an entry of the catalogue as its file: keys in the order of the shapes, small parts on one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from yaml.representer import SafeRepresenter
from yaml.resolver import Resolver

from knowledge.tables import width

# What stands on one line wherever it stands; the parts of these lists do, each on its own.
ON_ONE_LINE = frozenset({"aliases", "topics", "difficulties", "steps", "in_force", "days", "one_of", "includes", "excludes"})
LINE_FOR_EACH = frozenset({"legal_basis", "relations", "values", "left_out", "step_days", "step_places"})
# What may be short, and then stands on one line: arithmetic, and conditions inside others.
MAY_BE_SHORT = frozenset({"amount", "below", "at_most", "above", "at_least", "parts", "where", "not"})
LONGEST_LINE = 150
TEXT = "tag:yaml.org,2002:str"
# What a condition says first and last; its test stands between, conditions inside it stand last of all.
FIRST, LAST, INSIDE = ("id", "label", "clause"), ("when_no", "note"), ("any", "not", "count_of")


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


class _Representer(SafeRepresenter):
    """Scalars as nodes. Codes of places are text; so is whatever else YAML would take for a number or a day."""


def _text(representer: _Representer, value: str) -> yaml.ScalarNode:
    resolver: Any = Resolver()
    plain = resolver.resolve(yaml.ScalarNode, value, (True, False)) == TEXT
    style = "|" if _has_whole_lines(value) else None if plain else '"'
    return representer.represent_scalar(TEXT, value, style=style)


def _has_whole_lines(value: str) -> bool:
    """Whether it can be read line by line: nothing in it that a block of lines would not give back as it is."""
    lines = value.split("\n")
    return len(lines) > 1 and all(line and line == line.strip() and line.isprintable() for line in lines)


_Representer.add_representer(str, _text)


def entry_text(entry: Mapping[str, Any]) -> str:
    """The file of an entry, which is given as its file has it."""
    return _serialized(_node(dict(entry), ""))


def _serialized(node: yaml.Node) -> str:
    return str(yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=float("inf")))


def _node(value: Any, key: str, above: str = "", flow: bool = False) -> yaml.Node:
    """The YAML of a value that stands under a key, which stands under another; a part of a list stands under the list's."""
    flow = flow or key in ON_ONE_LINE or (isinstance(value, list) and not value) or _is_short(value, key)
    if isinstance(value, list):
        inside = "" if above == "rule" or key == "add" else "parts" if key in ("all", "any") else key
        parts = [_node(part, inside, key, flow or key in LINE_FOR_EACH) for part in value]
        return yaml.SequenceNode("tag:yaml.org,2002:seq", parts, flow_style=flow)
    if isinstance(value, dict):
        pairs = [(_Representer().represent_data(name), _node(part, name, key, flow)) for name, part in _ordered(value)]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=flow)
    node: yaml.Node = _Representer().represent_data(value)
    return node


def _is_short(value: Any, key: str) -> bool:
    if key not in MAY_BE_SHORT or not isinstance(value, dict | list) or "count_of" in value or "all" in value:
        return False
    return width(_serialized(_node(value, "", flow=True))) <= LONGEST_LINE


def _ordered(value: dict[str, Any]) -> list[tuple[str, Any]]:
    if "label" not in value or "clause" not in value:
        return list(value.items())
    early: tuple[str, ...] = FIRST
    late: tuple[str, ...] = LAST
    if "any" in value or "not" in value:
        early, late = (*FIRST, *LAST), INSIDE
    return sorted(value.items(), key=lambda item: early.index(item[0]) - len(early) if item[0] in early else item[0] in late)
