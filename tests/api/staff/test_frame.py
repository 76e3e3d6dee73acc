"""The frame of the staff pages: what is offered, and what is refused as a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

Make = Callable[..., Any]
PEOPLE = {"Accept": "text/html"}


def offered(page: str) -> list[str]:
    """The pages the navigation leads to."""
    return re.findall(r'href="([^"]+)"', page.split('<nav class="pages"')[1].split("</nav>")[0])


def test_only_pages_that_exist_and_may_be_opened_are_offered(staff: Make) -> None:
    operator = staff("wang").browser.get("/staff", headers=PEOPLE)
    assert {"/staff", "/staff/search"} <= set(offered(operator.text))
    assert "/staff/users" not in offered(operator.text)
    auditor = staff("li", "auditor").browser.get("/staff/search", headers=PEOPLE)
    assert "/staff" not in offered(auditor.text)
    for path in offered(operator.text):
        assert staff(f"wang{len(path)}").browser.get(path, headers=PEOPLE).status_code == 200


def test_the_page_that_is_open_is_marked(staff: Make) -> None:
    assert '<a href="/staff/search" aria-current="page">' in staff("wang").browser.get("/staff/search", headers=PEOPLE).text


def test_who_receives_nobody_is_led_to_a_page_of_theirs(staff: Make) -> None:
    led = staff("wang", "auditor").browser.get("/staff", headers=PEOPLE, follow_redirects=False)
    assert (led.status_code, led.headers["location"] != "/staff") == (303, True)


@pytest.mark.parametrize(
    ("path", "there"), [("/staff", "/staff/sign-in"), ("/staff/search", "/staff/sign-in?next=/staff/search")]
)
def test_who_is_not_signed_in_is_led_to_the_sign_in_and_on_from_there(client: TestClient, path: str, there: str) -> None:
    led = client.get(path, headers=PEOPLE, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, there)


def test_a_page_that_is_open_is_led_there_too_when_its_session_has_ended(client: TestClient) -> None:
    led = client.get("/staff/search", headers={"HX-Request": "true"})
    assert (led.status_code, led.headers["hx-redirect"]) == (401, "/staff/sign-in")


def test_a_program_gets_a_document_where_people_get_a_page(client: TestClient) -> None:
    assert client.get("/nothing-here", headers=PEOPLE).headers["content-type"] == "text/html; charset=utf-8"
    for headers in ({"Accept": "*/*"}, {"Accept": "application/json"}):
        assert client.get("/nothing-here", headers=headers).headers["content-type"] == "application/problem+json"
    assert client.get("/v1/staff/session", headers=PEOPLE).headers["content-type"] == "application/problem+json"
