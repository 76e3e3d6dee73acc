"""The shapes of the analysis: tables whose cells are protected already, so that every form of it shows the same."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.assessment.schemas import Place
from api.audit.schemas import When


def _given(value: object) -> object:
    return None if value == "" else value


class Asked(BaseModel):
    """Days in China, both included; thirty up to today where nothing is said. place: all within reach where none is named."""

    since: When = Field(default=None, alias="from")
    until: When = Field(default=None, alias="to")
    place: Annotated[Place | None, BeforeValidator(_given)] = None


class AskedExport(Asked):
    """The same as a file."""

    format: Literal["csv", "xlsx"] = "csv"


class Figure(BaseModel):
    """One cell. value: None where no number is shown; text says why. A value is a multiple of five: what it stands for is up to
    four more; a time is exact."""

    value: int | None
    text: str


class RowOut(BaseModel):
    """One line of a table."""

    name: str
    label: str
    figures: list[Figure]


class TableOut(BaseModel):
    """One table. chart: how a page draws it. note: what it counts; empty: what is said in place of rows."""

    name: str
    title: str
    note: str
    first: str
    columns: list[str]
    rows: list[RowOut]
    chart: Literal["line", "bar", "none"]
    empty: str


class AnalyticsOut(BaseModel):
    """Everything. label: what was made automatically and how; day: when; unknown: what cannot be known from what is kept."""

    model_config = ConfigDict(populate_by_name=True)

    label: str
    day: date
    since: date = Field(serialization_alias="from")
    until: date = Field(serialization_alias="to")
    place: str | None
    place_name: str
    rules: list[str]
    unknown: list[str]
    tables: list[TableOut]
