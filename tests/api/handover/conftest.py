"""Residents, staff and office hours of the tests' own choosing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml

from api.core.clock import CHINA
from api.core.settings import settings
from tests.api.staff.conftest import account, audited, password_hash, resident, staff, waiting

__all__ = ["account", "audited", "password_hash", "resident", "staff", "waiting"]

DAY_END = "23:59:59"


@pytest.fixture
def hours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Writes the hours of the whole country, the same on every day, and has the service read them."""

    def write(*stretches: tuple[str, str]) -> None:
        file = tmp_path / f"hours-{len(list(tmp_path.glob('hours-*')))}.yaml"
        everywhere = {"working_days": list(map(list, stretches)), "other_days": list(map(list, stretches))}
        real = {**everywhere, "checked": "2026-11-22", "source": "the tests"}
        file.write_text(yaml.safe_dump({"places": {"national": real}}), "utf-8")
        monkeypatch.setenv("OFFICE_HOURS", str(file))
        settings.cache_clear()

    return write


@pytest.fixture
def open_now(hours: Callable[..., None]) -> None:
    """Somebody is there all day and night."""
    hours(("00:00:00", DAY_END))


@pytest.fixture
def closed_now(hours: Callable[..., None]) -> None:
    """Nobody is there in this hour or the next; somebody is for an hour of every other part of the day."""
    soon = datetime.now(CHINA) + timedelta(hours=2)
    hours((f"{soon.hour:02}:00:00", f"{soon.hour:02}:59:00"))
