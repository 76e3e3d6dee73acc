"""Staff who look at figures, and conversations and applications to count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert

from api.core.clock import CHINA, today
from api.core.database import unit_of_work
from api.models import Attendance, Conversation, ConversationTopic
from tests.api.staff.conftest import account, password_hash, staff

__all__ = ["account", "password_hash", "staff"]
HERE, THERE = "120104", "321181"


def begun(number: int, day: date | None = None, place: str | None = HERE, **values: Any) -> list[str]:
    """The ids of so many conversations that began on a day, today by default."""
    moment = datetime.combine(day or today(), time(0, 30), CHINA)
    common = {
        "token_hash": "",
        "channel": "web",
        "locality": place,
        "mode": "bot",
        "facts": {},
        "provenance": {},
        "declined": [],
        "set_aside": {},
        "policies_shown": [],
        "asked_times": 0,
        "failed_times": 0,
        "priority": 0,
        "created_at": moment,
        "active_at": moment,
    } | values
    with unit_of_work() as session:
        first = session.query(Conversation).count()
        ids = [f"{first + nth:032d}" for nth in range(number)]
        if ids:
            session.execute(insert(Conversation), [{"id": each, **common} for each in ids])
    return ids


def attended(ids: list[str], score: int | None = None, minutes: int = 3, reason: str = "asked") -> None:
    """A person came to each of these after some minutes."""
    asked = datetime.combine(today(), time(0, 40), CHINA)
    came = asked + timedelta(minutes=minutes)
    common = {"by": "li", "reason": reason, "priority": 0, "queued_at": asked, "claimed_at": came, "score": score}
    with unit_of_work() as session:
        session.execute(insert(Attendance), [{"conversation_id": each, **common} for each in ids])


def about(ids: list[str], kind: str, subject: str, place: str | None = HERE) -> None:
    """Each of these was about something."""
    common = {"kind": kind, "subject": subject, "place": place, "day": today()}
    with unit_of_work() as session:
        session.execute(insert(ConversationTopic), [{"conversation_id": each, **common} for each in ids])


@pytest.fixture
def supervisor(staff: Callable[..., Any]) -> TestClient:
    """A supervisor of a district."""
    browser: TestClient = staff("zhao", "supervisor", place=HERE).browser
    return browser


@pytest.fixture
def auditor(staff: Callable[..., Any]) -> TestClient:
    """An auditor, who sees every place."""
    browser: TestClient = staff("sun", "auditor").browser
    return browser


def table(found: dict[str, Any], name: str) -> dict[str, list[str]]:
    """A table's cells as they read, by the name of the row."""
    rows = next(each for each in found["tables"] if each["name"] == name)["rows"]
    return {row["name"]: [figure["text"] for figure in row["figures"]] for row in rows}


def look(browser: TestClient, **asked: Any) -> dict[str, Any]:
    """The analysis as it is answered."""
    answer = browser.get("/v1/staff/analytics", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
