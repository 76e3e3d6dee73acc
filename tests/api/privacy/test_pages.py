"""The page where one person's data are found, handed out and erased."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.api.application_form import ID_NUMBER, NAME, PHONE, submit
from tests.api.staff.conftest import Person

HTMX = {"HX-Request": "true"}


@pytest.fixture
def number(client: TestClient) -> str:
    """An application that was taken back, so that it may be erased."""
    made: str = submit(client).json()["number"]
    client.post(f"/v1/applications/{made}/withdraw", json={}, headers={"X-Phone": PHONE})
    return made


@pytest.fixture
def boss(staff: Callable[..., Person]) -> TestClient:
    """A supervisor of the place, at a page."""
    browser = staff("boss", "supervisor", place="120104").browser
    browser.headers.update({"Origin": "http://testserver", "Accept": "text/html"})
    return browser


def test_the_page_is_offered_to_supervisors(boss: TestClient) -> None:
    assert 'href="/staff/people"' in boss.get("/staff/people").text


@pytest.mark.parametrize("asked", [{"id_number": ID_NUMBER}, {"phone": PHONE}])
def test_a_person_is_found_with_the_name_masked(boss: TestClient, number: str, asked: dict[str, str]) -> None:
    found = boss.post("/staff/people/lookup", data=asked, headers=HTMX).text
    assert number in found and NAME not in found and ID_NUMBER not in found


def test_nothing_written_asks_for_something(boss: TestClient) -> None:
    assert "请先写" in boss.post("/staff/people/lookup", data={"phone": " "}, headers=HTMX).text


def test_nobody_found_is_said(boss: TestClient) -> None:
    assert "没有查到" in boss.post("/staff/people/lookup", data={"phone": "13900000000"}, headers=HTMX).text


def test_the_file_is_handed_out_with_its_label(boss: TestClient, number: str) -> None:
    handed = boss.post("/staff/people/export", data={"numbers": number, "format": "html"})
    assert handed.headers["content-disposition"].startswith("attachment") and NAME in handed.text


def test_what_was_erased_is_found_no_more(boss: TestClient, number: str) -> None:
    erased = boss.post("/staff/people/erase", data={"numbers": number}, headers=HTMX)
    assert (erased.status_code, number in erased.text) == (200, True)
    assert "没有查到" in boss.post("/staff/people/lookup", data={"phone": PHONE}, headers=HTMX).text


def test_a_work_order_told_with_the_phone_is_found_handed_out_and_erased_once_it_is_done(boss: TestClient) -> None:
    told = {"content": "一家三口没有收入", "caller": {"name": NAME, "phone": PHONE}, "place": "120104"}
    order = boss.post("/v1/tickets", json=told, headers={"Idempotency-Key": "key-of-a-work-order"}).json()["number"]
    found = boss.post("/staff/people/lookup", data={"phone": PHONE}, headers=HTMX).text
    assert order in found and NAME not in found
    assert "一家三口没有收入" in boss.post("/staff/people/export", data={"numbers": order, "format": "html"}).text
    assert boss.post("/v1/staff/people/erase", json={"numbers": [order]}).status_code == 409
    for act in ("take", "finish", "call_back"):
        assert boss.post(f"/v1/tickets/{order}/acts", json={"act": act, "note": "办好了"}).status_code == 200
    assert boss.post("/v1/staff/people/erase", json={"numbers": [order]}).status_code == 200
    assert boss.get(f"/v1/tickets/{order}").status_code == 404


def test_whoever_was_applied_for_is_found_by_their_own_number(boss: TestClient, client: TestClient) -> None:
    other = "120104199001010016"
    made = submit(client, on_behalf_of={"name": "王五", "id_number": other, "relation": "邻居"})
    assert made.status_code == 201, made.text
    assert made.json()["number"] in boss.post("/staff/people/lookup", data={"id_number": other}, headers=HTMX).text
