"""What the analysis counts, for whom, on both databases; nothing of it changes a record."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import select

from api.audit import record
from api.core.clock import today
from api.core.database import reading, unit_of_work
from api.models import AuditEntry
from knowledge.identity import is_resident_id
from tests.api.application_form import submit

from .conftest import HERE, THERE, about, attended, begun, look, table

FORMULA = "=HYPERLINK(1)"
CHECK_DIGITS = "0123456789X"


def id_number(nth: int) -> str:
    """A number of somebody else each time."""
    begins = f"11010519491231{nth:03d}"
    return next(begins + digit for digit in CHECK_DIGITS if is_resident_id(begins + digit))


def test_conversations_are_counted_by_day_channel_and_what_became_of_them(supervisor: TestClient) -> None:
    begun(12)
    begun(7, today() - timedelta(days=1), channel="hotline")
    begun(6, mode="waiting")
    attended(begun(11))
    gave_up = begun(9)
    with unit_of_work() as session:
        for identifier in gave_up:
            record(session, "resident", "handover_requested", identifier)
    found = look(supervisor)
    days = table(found, "days")
    assert (len(days), days.pop(today().isoformat()), days.pop((today() - timedelta(days=1)).isoformat())) == (
        30,
        ["35 起"],
        ["5 起"],
    )
    assert set(map(tuple, days.values())) == {("0",)}
    assert table(found, "channels") == {"web": ["35 起"], "hotline": ["5 起"]}
    assert table(found, "outcomes") == {
        "without_person": ["15 起"],
        "attended": ["10 起"],
        "waiting": ["5 起"],
        "gave_up": ["5 起"],
    }
    assert "约占 43%" in next(each for each in found["tables"] if each["name"] == "outcomes")["note"]


def test_what_fewer_than_five_did_is_shown_as_that_in_every_form(supervisor: TestClient) -> None:
    attended(begun(3), score=2)
    attended(begun(40), score=5)
    assert table(look(supervisor), "satisfaction")["2"] == ["少于 5"]
    assert "少于 5" in supervisor.get("/v1/staff/analytics/export").content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(supervisor.get("/v1/staff/analytics/export", params={"format": "xlsx"}).content))
    assert "少于 5" in {cell.value for row in book.active for cell in row}
    assert "少于 5" in supervisor.get("/staff/analytics", headers={"Accept": "text/html"}).text


def test_a_supervisor_counts_the_own_place_and_what_has_none(supervisor: TestClient, auditor: TestClient) -> None:
    begun(10, place=f"{HERE}001")
    begun(5, place=None)
    begun(20, place=THERE)
    day = today().isoformat()
    assert table(look(supervisor), "days")[day] == ["15 起"]
    assert table(look(supervisor, place=HERE), "days")[day] == ["10 起"]
    assert table(look(auditor), "days")[day] == ["35 起"]
    assert table(look(auditor, place="320000"), "days")[day] == ["20 起"]


def test_another_place_is_answered_as_if_there_were_none(supervisor: TestClient) -> None:
    assert supervisor.get("/v1/staff/analytics", params={"place": THERE}).status_code == 404


@pytest.mark.parametrize("asked", [{"from": "2026-05-02", "to": "2026-05-01"}, {"from": "2020-01-01", "to": "2026-01-01"}])
def test_days_that_cannot_be_are_refused_with_what_to_do(supervisor: TestClient, asked: dict[str, str]) -> None:
    answer = supervisor.get("/v1/staff/analytics", params=asked)
    assert (answer.status_code, "请改了再查" in answer.json()["detail"]) == (422, True)


def test_policies_are_counted_from_the_question_to_the_grant(client: TestClient, supervisor: TestClient) -> None:
    ids = begun(12)
    about(ids, "asked", "dibao")
    about(ids[:6], "eligible", "dibao")
    about(ids[:2], "asked", "tekun-gongyang")
    for nth in range(6):
        assert submit(client, f"application-{nth}", applicant={"id_number": id_number(nth)}).status_code == 201
    found = look(supervisor)
    assert table(found, "policies")["dibao"] == ["10 起", "0", "5 起", "5 起", "0"]
    assert table(found, "policies")["tekun-gongyang"][0] == "少于 5"


def test_waits_and_their_median_need_enough_people(supervisor: TestClient) -> None:
    attended(begun(4), minutes=7)
    assert table(look(supervisor), "waiting") == {"waited": ["件数太少，不显示", "件数太少，不显示"]}
    attended(begun(8), minutes=30)
    assert table(look(supervisor), "waiting") == {"waited": ["30", "30"]}


def test_what_nobody_could_answer_is_counted_by_what_was_nearest(supervisor: TestClient) -> None:
    ids = begun(9)
    about(ids, "nearest", "dibao")
    about(ids[:6], "elsewhere", "税务")
    assert table(look(supervisor), "unanswered") == {"nearest:dibao": ["5 起"], "elsewhere:税务": ["5 起"]}


def test_that_somebody_looked_or_took_it_out_is_recorded(supervisor: TestClient) -> None:
    look(supervisor, place=HERE)
    assert supervisor.get("/v1/staff/analytics/export").headers["cache-control"] == "no-store"
    with reading() as session:
        acts = session.execute(select(AuditEntry.action, AuditEntry.subject).where(AuditEntry.who == "zhao")).all()
    assert {("analytics_viewed", HERE), ("analytics_exported", "analytics")} <= {tuple(act) for act in acts}


def test_an_export_says_it_was_made_automatically_and_when_and_never_holds_a_formula(auditor: TestClient) -> None:
    about(begun(9), "elsewhere", FORMULA)
    begun(8, channel=FORMULA)
    rows = list(csv.reader(io.StringIO(auditor.get("/v1/staff/analytics/export").content.decode("utf-8-sig"))))
    assert "自动" in rows[0][0]
    assert rows[1] == ["统计日期", today().isoformat()]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    book = load_workbook(io.BytesIO(auditor.get("/v1/staff/analytics/export", params={"format": "xlsx"}).content))
    cells = [cell for row in book.active for cell in row]
    assert FORMULA in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}


def test_an_administrator_sees_but_does_not_take_out(staff: Callable[..., Any]) -> None:
    administrator = staff("wu", "administrator").browser
    assert "/export?" not in administrator.get("/staff/analytics", headers={"Accept": "text/html"}).text
    assert administrator.get("/v1/staff/analytics/export").status_code == 403
