"""The limits one of the staff sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import anyio
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.core.clock import today
from api.core.database import unit_of_work
from api.models import ApplicationPart
from api.reminders import service
from tests.api.application_form import submit
from tests.api.staff.conftest import Person

Staff = Callable[..., Person]


@pytest.fixture
def late(client: TestClient) -> str:
    """An application whose limit has passed and been reminded of."""
    number: str = submit(client).json()["number"]
    change(due=today() - timedelta(days=4))
    anyio.run(service.remind)
    return number


def change(**values: object) -> None:
    with unit_of_work() as session:
        part = session.scalars(select(ApplicationPart)).one()
        for name, value in values.items():
            setattr(part, name, value)


def seen(person: Person) -> list[tuple[str, str]]:
    rows = person.browser.get("/v1/staff/reminders").json()["results"]
    return [(row["number"], row["stage"]) for row in rows]


def test_a_caseworker_sees_what_nobody_has_in_hand(late: str, staff: Staff) -> None:
    assert seen(staff("wang", "caseworker", place="120104", department="民政")) == [(late, "overdue")]


def test_a_caseworker_is_not_bothered_with_a_colleagues_limits(late: str, staff: Staff) -> None:
    change(assigned_to="zhao")
    assert seen(staff("wang", "caseworker", place="120104")) == []
    assert seen(staff("zhao", "caseworker", place="120104")) == [(late, "overdue")]


def test_another_place_and_another_department_see_nothing(late: str, staff: Staff) -> None:
    assert seen(staff("liu", "caseworker", place="320000")) == []
    assert seen(staff("he", "caseworker", place="120104", department="医保")) == []


def test_the_supervisor_sees_what_climbed(late: str, staff: Staff) -> None:
    [(number, stage)] = seen(staff("boss", "supervisor", place="120000"))
    assert (number, stage) in {(late, "climbed"), (late, "still_overdue")}


def test_a_limit_that_was_met_presses_no_more(late: str, staff: Staff) -> None:
    change(due=date(2030, 1, 1))
    assert seen(staff("wang", "caseworker", place="120104")) == []


def test_the_page_leads_to_the_case(late: str, staff: Staff) -> None:
    page = staff("wang", "caseworker", place="120104").browser.get("/staff/reminders").text
    assert f'href="/staff/cases/{late}"' in page and "已超期" in page
