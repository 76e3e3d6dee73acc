"""When a person is there: office hours by place, on the official calendar. What nobody knows is None, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from api.core.clock import CHINA
from api.core.settings import settings
from api.core.working_days import is_working_day
from api.models import Conversation
from knowledge.windows import nearest_places

SHIPPED = Path(__file__).with_name("hours.yaml")
# Longer than any row of holidays.
FARTHEST_DAYS = 30


class PlaceHours(BaseModel):
    """One place's hours. checked: the day on which somebody verified them, source: where."""

    model_config = ConfigDict(extra="forbid")

    working_days: list[tuple[time, time]]
    other_days: list[tuple[time, time]] = []
    demonstration: bool = False
    checked: date | None = None
    source: str | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> PlaceHours:
        if any(begin >= end for begin, end in (*self.working_days, *self.other_days)):
            raise ValueError("hours end after they begin")
        if not self.demonstration and (self.checked is None or self.source is None):
            raise ValueError("real hours say when they were checked and where")
        return self


class OfficeHours(BaseModel):
    """All hours by place."""

    model_config = ConfigDict(extra="forbid")

    places: dict[str, PlaceHours]


@dataclass(frozen=True, slots=True)
class Staffed:
    """Whether somebody is there now. open: None where the hours are not known; opens_at: None then, and while it is open."""

    open: bool | None = None
    opens_at: datetime | None = None
    demonstration: bool = False


@cache
def _hours_of(file: Path) -> OfficeHours:
    return OfficeHours.model_validate(yaml.safe_load(file.read_text("utf-8")))


def staffed(place: str | None, moment: datetime) -> Staffed:
    """Whether somebody answers at a place at a moment, and if not, when next. Demonstrations hold nowhere in production."""
    own = settings().office_hours
    known = _hours_of(Path(own) if own else SHIPPED).places
    hours = next((known[code] for code in nearest_places(place) if code in known), None)
    if hours is None or (hours.demonstration and settings().environment == "production"):
        return Staffed()
    here = moment.astimezone(CHINA)
    if is_working_day(here.date()) is None:
        # Beyond the published calendar nobody knows which days are worked.
        return Staffed(demonstration=hours.demonstration)
    return _staffed(hours, here)


def _staffed(hours: PlaceHours, moment: datetime) -> Staffed:
    for begin, end in _stretches(hours, moment.date()):
        if begin <= moment < end:
            return Staffed(True, None, hours.demonstration)
        if begin > moment:
            return Staffed(False, begin, hours.demonstration)
    return Staffed(False, None, hours.demonstration)


def _stretches(hours: PlaceHours, first: date) -> Iterator[tuple[datetime, datetime]]:
    """The stretches from a day on, as far as the calendar is known."""
    for days in range(FARTHEST_DAYS):
        day = first + timedelta(days=days)
        worked = is_working_day(day)
        if worked is None:
            return
        of_the_day = hours.working_days if worked else hours.other_days
        for begin, end in sorted(of_the_day):
            yield datetime.combine(day, begin, CHINA), datetime.combine(day, end, CHINA)


def place_of(conversation: Conversation) -> str | None:
    """Where the resident is, as far as it is known: where they live, else their hukou, else where they write from."""
    household = conversation.facts.get("household", {})
    return household.get("residence") or household.get("hukou") or conversation.locality or settings().default_locality
