"""How the catalogue lies in a workbook, from `layout.yaml`: sheets, columns, and words for codes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from knowledge.reading import Location, read_file
from knowledge.terms import Shape

Kind = Literal["text", "lines", "day", "whole", "number", "yes_no", "choice", "choices", "yaml"]
Folder = Literal["policies", "overlays", "parameters"]


class Column(Shape):
    """One column: its heading, where its cells stand in the entry, and how they are written."""

    heading: str
    path: str = ""
    kind: Kind = "text"
    choices: str | None = None

    @property
    def at(self) -> Location:
        """The keys from the entry or the part of a list down to the value."""
        return tuple(self.path.split(".")) if self.path else ()


class Sheet(Shape):
    """One sheet: a row for each entry, or for each part of one of its lists."""

    title: str
    entries: list[Folder]
    owner: str
    place: str | None = None
    list_: str | None = Field(default=None, alias="list")
    columns: list[Column]

    @property
    def head(self) -> list[str]:
        """The headings in order: whose row it is, then what it says."""
        whose = [self.owner, self.place] if self.place else [self.owner]
        return list(dict.fromkeys([*whose, *(column.heading for column in self.columns)]))


class About(Shape):
    """The sheet that says how to use the others."""

    title: str
    version: str
    lines: list[str]


class Codes(Shape):
    """The sheet that lists the codes one may refer to; it is not taken in."""

    title: str
    columns: list[str]


class Layout(Shape):
    """The whole of `layout.yaml`."""

    about: About
    codes: Codes
    national: str
    yes_no: dict[bool, str]
    choices: dict[str, dict[str, str]]
    sheets: dict[str, Sheet]

    def words(self, column: Column) -> dict[str, str]:
        """What may be written in a cell of this column, by code; nothing where anything may be."""
        return self.choices[column.choices] if column.choices else {}


@cache
def layout() -> Layout:
    """The layout that is shipped. Raises CatalogueError when the file is wrong."""
    return read_file(Path(__file__).with_name("layout.yaml"), Layout)
