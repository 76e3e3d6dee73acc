"""The outbox on the staff's pages: what was given up is seen, without its content, and sent again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.api.application_form import ID_NUMBER, NAME, submit
from tests.api.gateway.conftest import Send, entries
from tests.api.staff.conftest import Person
from tests.platform_server import PlatformServer

Staff = Callable[..., Person]


@pytest.fixture
def dead(platform: PlatformServer, client: TestClient, send: Send) -> int:
    """An application that the platform refused."""
    platform.refusals = [422]
    submit(client)
    send()
    [entry] = entries()
    return entry.id


def test_what_was_given_up_is_listed_without_its_content(dead: int, staff: Staff) -> None:
    shown = staff("boss", "administrator").browser.get("/v1/staff/outbox", params={"state": "dead"})
    [letter] = shown.json()["results"]
    assert (letter["state"], letter["problem"], letter["attempts"]) == ("dead", "HTTP 422", 1)
    assert NAME not in shown.text and ID_NUMBER not in shown.text


def test_a_replayed_letter_is_sent_as_it_was(dead: int, staff: Staff, send: Send, platform: PlatformServer) -> None:
    answer = staff("boss", "administrator").browser.post(f"/v1/staff/outbox/{dead}/replay")
    assert (answer.status_code, answer.json()["state"], answer.json()["attempts"]) == (200, "pending", 0)
    send()
    [told] = platform.taken.values()
    assert told["application"]["applicant"]["name"] == NAME


def test_what_is_on_its_way_is_not_replayed(dead: int, staff: Staff) -> None:
    boss = staff("boss", "administrator").browser
    boss.post(f"/v1/staff/outbox/{dead}/replay")
    assert boss.post(f"/v1/staff/outbox/{dead}/replay").status_code == 409


def test_the_page_offers_the_replay_to_those_who_may(dead: int, staff: Staff) -> None:
    page = "/staff/outbox"
    button = f'hx-post="/staff/outbox/{dead}/replay"'
    assert button in staff("boss", "administrator").browser.get(page).text
    watched = staff("watcher", "auditor").browser.get(page).text
    assert "HTTP 422" in watched and button not in watched
