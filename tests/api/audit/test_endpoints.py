"""The audit trail as auditors read it: filtered, paged, exported, followed, and on its page."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.audit import record
from api.core.clock import today
from api.core.database import unit_of_work
from tests.api.staff.conftest import account, password_hash, staff

__all__ = ["account", "password_hash", "staff"]
Make = Callable[..., Any]
PEOPLE = {"Accept": "text/html"}
IN_THE_PAGE = {"HX-Request": "true", "Origin": "http://testserver"}


@pytest.fixture
def auditor(staff: Make) -> TestClient:
    """The browser of an auditor, beside 12 acts of two people."""
    browser: TestClient = staff("shen", "auditor").browser
    with unit_of_work() as session:
        for nth in range(12):
            record(session, "wang" if nth % 3 else "li", "conversation_viewed", f"subject-{nth}")
    return browser


def found(browser: TestClient, **filters: Any) -> list[str]:
    """The subjects that fit."""
    answer = browser.get("/v1/staff/audit", params=filters)
    assert answer.status_code == 200, answer.text
    return [entry["subject"] for entry in answer.json()["results"]]


def test_the_newest_stands_first(auditor: TestClient) -> None:
    assert found(auditor)[:2] == ["subject-11", "subject-10"]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"who": "li"}, 4),
        ({"subject": "subject-7"}, 1),
        ({"action": "signed_in"}, 1),
        ({"who": "li", "action": "conversation_viewed"}, 4),
        ({"who": "l%"}, 0),
        ({"who": "", "subject": "subject-7", "from": "", "to": "", "action": "", "cursor": ""}, 1),
        ({"who": "li", "from": today().isoformat(), "to": today().isoformat()}, 4),
        ({"from": (today() + timedelta(days=1)).isoformat()}, 0),
        ({"to": (today() - timedelta(days=1)).isoformat()}, 0),
    ],
)
def test_a_filter_leaves_what_fits(auditor: TestClient, filters: dict[str, str], count: int) -> None:
    assert len(found(auditor, **filters)) == count


def test_every_entry_is_on_exactly_one_page(auditor: TestClient) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        page = auditor.get("/v1/staff/audit", params={"action": "conversation_viewed", "limit": 5, "cursor": cursor}).json()
        seen += [entry["subject"] for entry in page["results"]]
        cursor = page["next_cursor"]
    assert seen == [f"subject-{nth}" for nth in reversed(range(12))]


@pytest.mark.parametrize("wrong", [{"from": "yesterday"}, {"limit": 0}, {"limit": 999}, {"cursor": -1}, {"who": "a" * 65}])
def test_a_filter_that_is_none_is_refused(auditor: TestClient, wrong: dict[str, Any]) -> None:
    assert auditor.get("/v1/staff/audit", params=wrong).status_code == 422


def test_who_looks_is_recorded_and_the_end_is_shown(auditor: TestClient) -> None:
    first = auditor.get("/v1/staff/audit").json()
    assert found(auditor, action="audit_viewed", who="shen") == ["audit"]
    assert first["end"] != auditor.get("/v1/staff/audit").json()["end"]


def test_the_export_holds_every_entry_that_fits_and_no_formula(auditor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.audit.trail.EXPORT_BATCH", 4)
    with unit_of_work() as session:
        record(session, "li", "conversation_viewed", "=1+2")
    answer = auditor.get("/v1/staff/audit/export", params={"action": "conversation_viewed"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert header[:3] == ["编号", "时间", "谁"]
    assert [row[5] for row in rows] == ["'=1+2", *(f"subject-{nth}" for nth in reversed(range(12)))]


def test_the_chain_can_be_followed_and_a_break_is_named(auditor: TestClient, intrude: Make) -> None:
    assert auditor.post("/v1/staff/audit/verification").json()["whole"] is True
    intrude("UPDATE audit SET subject = 'other' WHERE subject = 'subject-3'")
    finding = auditor.post("/v1/staff/audit/verification").json()
    assert (finding["whole"], finding["fault"]) == (False, "changed")
    assert f"第 {finding['broken']} 条被改过" in finding["text"]


def test_the_page_shows_acts_in_words_and_goes_on_to_older_ones(auditor: TestClient) -> None:
    page = auditor.get("/staff/audit", params={"limit": 5}, headers=PEOPLE)
    assert "查看了对话" in page.text and "subject-11" in page.text
    (older,) = re.findall(r'hx-get="([^"]+cursor=[^"]+)"', page.text)
    more = auditor.get(html.unescape(older), headers={"HX-Request": "true"}).text
    assert "subject-6" in more and "subject-11" not in more and "<html" not in more
    assert "✓ 审计记录完整" in auditor.post("/staff/audit/verification", headers=IN_THE_PAGE).text


def test_what_stands_in_an_entry_is_no_markup(auditor: TestClient) -> None:
    with unit_of_work() as session:
        record(session, "<script>alert(1)</script>", "<b>", "<img src=x>")
    page = auditor.get("/staff/audit", headers=PEOPLE).text
    assert "<script>alert" not in page and "<img src=x>" not in page
