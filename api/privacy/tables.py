"""Which table holds whose data (`tables.yaml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from sqlalchemy import Column, Table

from api.models import Base

Kind = Literal["conversation", "application", "matter"]


@cache
def entries() -> dict[str, dict[str, Any]]:
    """What is said of each table, by its name."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("tables.yaml").read_text("utf-8"))
    return loaded


def parts_of(kind: Kind) -> dict[Table, Column[Any]]:
    """The tables whose rows belong to a record of this kind, each with the column that names it."""
    belonging = {name: entry["by"] for name, entry in entries().items() if entry.get("part_of") == kind}
    return {_table(name): _table(name).c[column] for name, column in belonging.items()}


def subject(kind: Kind) -> tuple[Table, Column[Any]]:
    """The table of the records themselves, with the column that names them."""
    (name,) = [name for name, entry in entries().items() if entry.get("subject") == kind]
    return _table(name), _table(name).c[entries()[name]["key"]]


def shown_columns(table: Table) -> list[Column[Any]]:
    """What of a row is handed out."""
    hidden = entries()[table.name].get("hidden", [])
    return [column for column in table.c if column.name not in hidden]


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
