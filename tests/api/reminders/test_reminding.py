"""Who is reminded of a limit, when, and how often."""

from __future__ import annotations

from datetime import date

import anyio
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.core.clock import now
from api.core.database import reading, unit_of_work
from api.core.settings import settings
from api.models import ApplicationPart, OutboxEntry, Reminder, StaffAccount
from api.reminders import service
from api.staff.roles import Role
from tests.api.application_form import ID_NUMBER, NAME, submit

DUE = date(2026, 11, 20)
SOON, LATE, LATER = date(2026, 11, 18), date(2026, 11, 23), date(2026, 11, 27)


@pytest.fixture
def number(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> str:
    """An application whose limit is on the day."""
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SMTP_PORT", "9")
    monkeypatch.setenv("MAIL_FROM", "notice@office.example")
    settings.cache_clear()
    made: str = submit(client).json()["number"]
    with unit_of_work() as session:
        part = session.scalars(select(ApplicationPart)).one()
        part.due = DUE
    return made


def on(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reminds as on that day."""
    monkeypatch.setattr(service, "today", lambda: day)
    anyio.run(service.remind)


def employ(name: str, role: Role, place: str | None = "120104", department: str | None = None) -> None:
    with unit_of_work() as session:
        session.add(
            StaffAccount(
                name=name,
                password_hash="",
                role=role,
                place=place,
                department=department,
                email=f"{name}@office.example",
                created_at=now(),
            )
        )


def made() -> list[tuple[str, str]]:
    with reading() as session:
        return [(row.stage, row.to) for row in session.scalars(select(Reminder).order_by(Reminder.id))]


def letters() -> list[str]:
    """The keys of the letters, without what is the same in all of them."""
    with reading() as session:
        keys = session.scalars(select(OutboxEntry.key).order_by(OutboxEntry.id))
        return [":".join(key.split(":")[3:]) for key in keys]


def test_nobody_is_reminded_long_before(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    on(date(2026, 11, 10), monkeypatch)
    assert made() == []


def test_each_stage_is_reminded_of_once(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in (SOON, SOON, DUE, LATE, LATE, LATER):
        on(day, monkeypatch)
    assert made() == [
        ("soon", "handler"),
        ("today", "handler"),
        ("overdue", "handler"),
        ("climbed", "supervisor"),
        ("still_overdue", "supervisor"),
    ]


def test_a_service_that_was_down_reminds_of_the_last_stage_only(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    on(LATER, monkeypatch)
    assert made() == [("overdue", "handler"), ("still_overdue", "supervisor")]


def test_what_is_closed_reminds_nobody(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with unit_of_work() as session:
        session.scalars(select(ApplicationPart)).one().closed_at = now()
    on(LATE, monkeypatch)
    assert made() == []


def test_a_limit_that_moved_is_reminded_of_anew(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    on(DUE, monkeypatch)
    with unit_of_work() as session:
        session.scalars(select(ApplicationPart)).one().due = LATE
    on(LATE, monkeypatch)
    assert made() == [("today", "handler"), ("today", "handler")]


def test_the_letter_goes_to_whoever_has_the_part_in_hand(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    employ("wang", "caseworker")
    employ("zhao", "caseworker")
    with unit_of_work() as session:
        session.scalars(select(ApplicationPart)).one().assigned_to = "zhao"
    on(SOON, monkeypatch)
    assert letters() == ["soon:zhao"]


def test_where_nobody_has_it_all_are_told_in_whose_reach_it_is(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    employ("wang", "caseworker", department="民政")
    employ("zhao", "caseworker", department="医保")
    employ("liu", "caseworker", place="320000")
    employ("sun", "operator")
    on(SOON, monkeypatch)
    assert letters() == ["soon:wang"]


def test_what_is_late_climbs_to_the_supervisor_of_the_place(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    employ("wang", "caseworker")
    employ("boss", "supervisor", place="120000")
    employ("elsewhere", "supervisor", place="320000")
    on(LATE, monkeypatch)
    assert letters() == ["overdue:wang", "climbed:boss"]


def test_a_letter_names_the_case_and_nobody_in_it(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    part = ApplicationPart(id=1, number=number, policy_id="dibao", status="accepted", due=DUE)
    monkeypatch.setattr(service, "today", lambda: LATE)
    [stage] = [one for one in service.reached(LATE, DUE) if one.to == "handler"]
    notice = service._notice(part, DUE, stage)
    assert number in notice["subject"] and "已经超过 1 个工作日" in notice["body"]
    assert NAME not in notice["body"] and ID_NUMBER not in notice["body"]


def test_a_connected_webhook_is_told_too(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTICE_URL", "http://127.0.0.1:9/notices")
    settings.cache_clear()
    on(SOON, monkeypatch)
    assert letters() == ["soon"]
