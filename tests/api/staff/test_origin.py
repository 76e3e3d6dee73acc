"""Changes in the name of whoever is signed in are asked for by our own pages, or by programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.staff.sessions import form_token

Make = Callable[..., Any]
KEY = "{token of this session}"
OURS = "http://testserver"
THEIRS = "https://elsewhere.example"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": OURS}, 204),
        ({"Origin": "HTTP://TESTSERVER"}, 204),
        ({"Referer": f"{OURS}/staff"}, 204),
        ({"X-Form-Token": KEY, "Sec-Fetch-Site": "same-origin"}, 204),
        ({}, 204),
        ({"Origin": THEIRS}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": f"{OURS}.elsewhere.example"}, 403),
        ({"Origin": f"{OURS}:8000"}, 403),
        ({"Origin": "http://[not an address"}, 403),
        ({"Origin": THEIRS, "Referer": f"{OURS}/staff"}, 403),
        ({"Origin": THEIRS, "X-Form-Token": KEY}, 403),
        ({"Referer": f"{THEIRS}/{OURS}"}, 403),
        ({"X-Form-Token": "guessed"}, 403),
        ({"X-Form-Token": ""}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        # A browser that names no page and sends no token: it may be anybody's.
        ({"Sec-Fetch-Site": "same-origin"}, 403),
    ],
)
def test_a_change_is_asked_for_by_our_own_page_or_by_a_program(staff: Make, headers: dict[str, str], status: int) -> None:
    browser: TestClient = staff("wang").browser
    token = form_token(browser.cookies["staff"])
    sent = {name: token if value == KEY else value for name, value in headers.items()}
    assert browser.delete("/v1/staff/session", headers=sent).status_code == status


def test_a_page_takes_a_form_only_from_a_page_of_ours(staff: Make) -> None:
    browser: TestClient = staff("wang").browser
    form = {"old": "x", "new": "y"}
    assert browser.post("/staff/anything", data=form).status_code in (403, 404)
    assert browser.post("/staff/search", data=form).status_code in (403, 405)


def test_the_token_of_one_session_opens_nothing_for_another(staff: Make) -> None:
    wang, li = staff("wang").browser, staff("li").browser
    stolen = {"X-Form-Token": form_token(wang.cookies["staff"])}
    assert li.delete("/v1/staff/session", headers=stolen).status_code == 403


def test_a_resident_who_is_not_signed_in_is_asked_for_no_origin(client: TestClient) -> None:
    opened = client.post("/v1/conversations", json={"channel": "web"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert opened.status_code == 201


def test_reading_needs_no_origin(staff: Make) -> None:
    assert staff("wang").browser.get("/v1/staff/queue", headers={"Origin": THEIRS}).status_code == 200
