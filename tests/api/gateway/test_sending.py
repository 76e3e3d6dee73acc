"""Applications on their way to a city's platform."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.core.clock import now
from api.core.database import unit_of_work
from api.core.encryption import encrypt
from api.core.settings import settings
from api.gateway.outbox import LONGEST_PROBLEM, UNREADABLE, due, place_of_content, post, take
from api.models import OutboxEntry
from tests.api.application_form import ID_NUMBER, NAME, PHONE, submit
from tests.api.gateway.conftest import Send, entries, hasten
from tests.platform_server import PlatformServer


def test_a_submitted_application_reaches_the_platform(platform: PlatformServer, client: TestClient, send: Send) -> None:
    number = submit(client).json()["number"]
    send()
    [told] = platform.taken.values()
    assert told["kind"] == "application.submitted"
    assert (told["application"]["number"], told["application"]["applicant"]["name"]) == (number, NAME)
    assert told["application"]["policies"] == [{"policy_id": "dibao", "name": "最低生活保障"}]


def test_without_a_platform_nothing_is_put_aside(client: TestClient) -> None:
    submit(client)
    assert entries() == []


def test_the_same_submission_again_is_told_once(platform: PlatformServer, client: TestClient, send: Send) -> None:
    for _ in range(3):
        submit(client)
    send()
    send()
    assert list(platform.seen.values()) == [1]


def test_what_is_kept_for_sending_is_unreadable_and_gone_when_it_was_taken(
    platform: PlatformServer, client: TestClient, send: Send
) -> None:
    platform.refusals = [503]
    submit(client)
    send()
    [waiting] = entries()
    assert waiting.content_encrypted is not None
    assert ID_NUMBER not in waiting.content_encrypted and NAME not in waiting.content_encrypted
    hasten()
    send()
    [taken] = entries()
    assert (taken.state, taken.content_encrypted) == ("delivered", None)


@pytest.mark.parametrize("status", [500, 502, 503, 429, 401, 404, 302])
def test_a_platform_that_cannot_take_it_now_is_asked_again(
    platform: PlatformServer, client: TestClient, send: Send, status: int
) -> None:
    platform.refusals = [status]
    submit(client)
    send()
    [waiting] = entries()
    assert (waiting.state, waiting.attempts, waiting.last_problem) == ("pending", 1, f"HTTP {status}")
    hasten()
    send()
    assert [entry.state for entry in entries()] == ["delivered"]


def test_each_failure_waits_twice_as_long_up_to_the_longest_wait(
    platform: PlatformServer, client: TestClient, send: Send
) -> None:
    platform.refusals = [503] * 14
    submit(client)
    waits = []
    for _ in range(14):
        hasten()
        before = now()
        send()
        waits.append((entries()[0].next_attempt_at - before).total_seconds())
    assert waits[:4] == pytest.approx([2, 4, 8, 16], abs=2)
    assert waits[-1] == pytest.approx(settings().delivery_longest_wait.total_seconds(), abs=2)


def test_a_refused_content_is_left_for_a_person(platform: PlatformServer, client: TestClient, send: Send) -> None:
    platform.refusals = [422]
    submit(client)
    send()
    [dead] = entries()
    assert (dead.state, dead.last_problem) == ("dead", "HTTP 422")
    assert dead.content_encrypted is not None
    assert due() == []


def test_what_was_tried_for_days_is_left_for_a_person(
    platform: PlatformServer, client: TestClient, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DELIVERY_GIVEN_UP_AFTER", "PT0S")
    settings.cache_clear()
    platform.refusals = [503]
    submit(client)
    send()
    assert [entry.state for entry in entries()] == ["dead"]


def test_nobody_at_the_address_is_a_failure_like_another(platform: PlatformServer, client: TestClient, send: Send) -> None:
    platform.close()
    submit(client)
    send()
    [waiting] = entries()
    assert (waiting.state, waiting.last_problem) == ("pending", "ConnectError")


def test_a_later_entry_about_the_same_application_waits_for_the_one_before(platform: PlatformServer, send: Send) -> None:
    with unit_of_work() as session:
        post(session, "platform", "first", "JZ1", "first:JZ1", {})
        session.flush()
        post(session, "platform", "second", "JZ1", "second:JZ1", {})
        post(session, "platform", "first", "JZ2", "first:JZ2", {})
    platform.refusals = [503, 503]
    send()
    assert platform.order == []
    hasten()
    send()
    assert sorted(platform.order) == ["first:JZ1", "first:JZ2"]
    send()
    assert platform.order[-1] == "second:JZ1"


def test_an_entry_is_sent_by_one_process_at_a_time(platform: PlatformServer, client: TestClient) -> None:
    submit(client)
    [identifier] = due()
    assert take(identifier) is not None
    assert take(identifier) is None
    assert due() == []


def test_what_a_dead_process_had_taken_is_sent_by_the_next(
    platform: PlatformServer, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DELIVERY_LEASE", "PT0S")
    settings.cache_clear()
    submit(client)
    [identifier] = due()
    first, second = take(identifier), take(identifier)
    assert first is not None and first == second


def test_an_entry_kept_under_an_unknown_key_stops_nobody_else(platform: PlatformServer, client: TestClient, send: Send) -> None:
    submit(client)
    with unit_of_work() as session:
        [entry] = session.query(OutboxEntry).all()
        entry.content_encrypted = encrypt("{}", place_of_content("the place of another entry"))
    submit(client, "key-of-another-submission")
    send()
    assert [(entry.state, entry.last_problem) for entry in entries()] == [("dead", UNREADABLE), ("delivered", None)]
    assert len(UNREADABLE) <= LONGEST_PROBLEM


def test_a_later_step_follows_the_application_it_is_about(platform: PlatformServer, client: TestClient, send: Send) -> None:
    number = submit(client).json()["number"]
    taken_back = client.post(f"/v1/applications/{number}/withdraw", json={}, headers={"X-Phone": PHONE})
    assert taken_back.status_code == 200
    send()
    send()
    submitted, moved = platform.taken.values()
    assert submitted["application"]["number"] == number
    assert (moved["kind"], moved["event"]["status"], moved["event"]["by"]) == ("application.moved", "withdrawn", "resident")
