"""The kinds of matters with their states and acts, as `kinds.yaml` has them, and the limits offices set in `limits.yaml`."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from api.cases.clocks import deadline
from api.core.errors import InvalidInputError
from knowledge.parameters import places_from
from knowledge.policy import Days

KindName = Literal["ticket", "visit"]
Taken = Literal["note", "place", "department", "due"]
KINDS = Path(__file__).with_name("kinds.yaml")
LIMITS = Path(__file__).with_name("limits.yaml")


class Act(BaseModel):
    """What may be done: in which states, where it leads, and what comes with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    permission: str
    from_: tuple[str, ...] = Field(alias="from")
    to: str | None = None
    takes: tuple[Taken, ...] = ()
    needs: tuple[Taken, ...] = ()


class Kind(BaseModel):
    """One kind of matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prefix: str
    see: str
    file: str
    states: tuple[str, ...]
    closed: tuple[str, ...]
    acts: dict[str, Act]

    def act(self, name: str) -> Act:
        """An act by its name. Raises InvalidInputError for one there is not."""
        if name not in self.acts:
            raise InvalidInputError("matter_act_unknown", field="act")
        return self.acts[name]


class Limit(BaseModel):
    """A limit an office sets itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: int = Field(ge=1)
    unit: Literal["working", "calendar"]


@cache
def kinds(file: Path = KINDS) -> dict[KindName, Kind]:
    """Every kind by its name."""
    return TypeAdapter(dict[KindName, Kind]).validate_python(yaml.safe_load(file.read_text("utf-8")))


@cache
def limits(file: Path = LIMITS) -> dict[KindName, dict[str, Limit]]:
    """The limits by kind and place."""
    return TypeAdapter(dict[KindName, dict[str, Limit]]).validate_python(yaml.safe_load(file.read_text("utf-8")))


def due_on(kind: KindName, place: str | None, begun: date) -> date | None:
    """The last day by the limit of the nearest office that set one; None where none did, and beyond the published calendar."""
    set_here = limits()[kind]
    limit = next((set_here[code] for code in (place, *places_from(place)) if code in set_here), None)
    return deadline(begun, Days(count=limit.count, unit=limit.unit, clause="")) if limit else None
