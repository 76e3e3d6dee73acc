"""When a person is there, on the official calendar and by place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from api.core.clock import CHINA
from api.core.settings import settings
from api.handover.hours import OfficeHours, staffed
from api.handover.waiting import next_text

REAL = {"checked": "2026-11-22", "source": "the tests"}
WRITTEN = {
    "national": {"working_days": [["09:00", "12:00"], ["14:00", "17:00"]], **REAL},
    "120104": {"working_days": [["08:30", "18:00"]], "other_days": [["10:00", "11:00"]], **REAL},
    "321181": {"working_days": [], "other_days": [], **REAL},
}


@pytest.fixture
def written(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hours of three places."""
    file = data_folder / "hours.yaml"
    file.write_text(yaml.safe_dump({"places": WRITTEN}), "utf-8")
    monkeypatch.setenv("OFFICE_HOURS", str(file))
    settings.cache_clear()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("place", "at", "is_open", "opens"),
    [
        (None, "2026-11-23T09:00", True, None),
        (None, "2026-11-23T11:59", True, None),
        (None, "2026-11-23T12:00", False, "2026-11-23T14:00"),
        (None, "2026-11-23T08:59", False, "2026-11-23T09:00"),
        (None, "2026-11-23T17:00", False, "2026-11-24T09:00"),
        # A Friday evening leads to Monday, the last evening before a holiday to the day after it.
        (None, "2026-11-20T18:00", False, "2026-11-23T09:00"),
        (None, "2026-09-30T18:00", False, "2026-10-08T09:00"),
        # A Saturday that is worked in exchange counts as a working day.
        (None, "2026-10-10T10:00", True, None),
        ("120104", "2026-11-23T12:30", True, None),
        ("120104", "2026-11-22T10:30", True, None),
        # A street lies in its district; another district has the hours of the country.
        ("120104001", "2026-11-23T08:45", True, None),
        ("120105", "2026-11-23T08:45", False, "2026-11-23T09:00"),
        # Nobody is ever there, and nothing is made up.
        ("321181", "2026-11-23T10:00", False, None),
    ],
)
def test_hours_follow_the_calendar_and_the_nearest_place(
    written: None, place: str | None, at: str, is_open: bool, opens: str | None
) -> None:
    there = staffed(place, moment(at))
    assert (there.open, there.opens_at) == (is_open, moment(opens) if opens else None)
    assert not there.demonstration


def test_beyond_the_published_calendar_nothing_is_known(written: None) -> None:
    there = staffed(None, moment("2035-03-05T10:00"))
    assert (there.open, there.opens_at, next_text(there)) == (None, None, "什么时候有人还不知道。")


def test_the_next_opening_beyond_the_calendar_is_not_known_either(written: None) -> None:
    there = staffed(None, moment("2026-12-31T18:00"))
    assert (there.open, there.opens_at) == (False, None)


def test_what_is_shipped_is_a_demonstration_and_says_so(data_folder: Path) -> None:
    there = staffed("120104", moment("2026-11-22T10:00"))
    assert (there.open, there.demonstration) == (False, True)
    assert next_text(there) == "11月23日（星期一）09:00 有人（演示时间，不是真实的办公时间）。"


def test_in_production_a_demonstration_holds_nowhere(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ENVIRONMENT": "production", "ENCRYPTION_KEY": "k" * 32, "INTERNAL_TOKEN": "t" * 32}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    assert staffed("120104", moment("2026-11-23T10:00")).open is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"working_days": [["12:00", "09:00"]], **REAL},
        {"working_days": [["09:00", "12:00"]]},
        {"working_days": [["09:00", "12:00"]], "source": "somebody"},
        {"working_days": [["nine", "12:00"]], **REAL},
        {"workdays": [["09:00", "12:00"]], **REAL},
    ],
)
def test_hours_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        OfficeHours.model_validate({"places": {"national": wrong}})


def test_real_hours_may_stand_beside_the_demonstration(hours: Callable[..., None], data_folder: Path) -> None:
    hours(("09:00:00", "10:00:00"))
    there = staffed("120104", moment("2026-11-22T09:30"))
    assert (there.open, there.demonstration) == (True, False)
