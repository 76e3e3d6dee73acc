"""Nobody may ask without end."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

from tests.api.talk import open_talk


def test_an_address_that_asks_too_often_is_refused(limited: Callable[..., TestClient]) -> None:
    browser = limited(requests_per_minute=3)
    statuses = [browser.get("/v1/policies").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]


def test_the_refusal_is_kind_and_names_a_phone(limited: Callable[..., TestClient]) -> None:
    browser = limited(requests_per_minute=0)
    refusal = browser.get("/v1/policies").json()
    assert (refusal["status"], "12345" in refusal["detail"]) == (429, True)


def test_one_conversation_that_talks_too_much_does_not_silence_another(limited: Callable[..., TestClient]) -> None:
    browser = limited(messages_per_minute=2)
    loud, quiet = open_talk(browser), open_talk(browser)
    assert [loud.send(text="你好").status_code for _ in range(3)] == [200, 200, 429]
    assert quiet.send(text="你好").status_code == 200


def test_what_was_refused_for_haste_is_not_kept_as_said(limited: Callable[..., TestClient]) -> None:
    talk = open_talk(limited(messages_per_minute=1))
    talk.send(text="第一句")
    talk.send(text="第二句")
    assert talk.said() == ["第一句"]


def test_asking_whether_the_service_lives_is_never_limited(limited: Callable[..., TestClient]) -> None:
    browser = limited(requests_per_minute=1)
    assert {browser.get("/healthz").status_code for _ in range(4)} == {200}


def test_a_refusal_says_when_to_come_back(limited: Callable[..., TestClient]) -> None:
    browser = limited(requests_per_minute=0)
    assert 1 <= int(browser.get("/v1/policies").headers["retry-after"]) <= 60


def test_who_guesses_phones_is_told_to_wait_an_hour(limited: Callable[..., TestClient]) -> None:
    browser = limited(phone_attempts_per_hour=0)
    refusal = browser.get("/v1/applications/JZ2026112200000000", headers={"X-Phone": "13812345678"})
    assert refusal.json()["type"].endswith("phone_too_often")
    assert 60 < int(refusal.headers["retry-after"]) <= 3600
