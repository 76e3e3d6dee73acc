"""Every public call is limited, and nobody talks their way past the limit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from api.core import rate_limit
from api.main import create_app
from tests.api.databases import on_sqlite
from tests.api.talk import open_talk

PUBLIC = sorted(
    (method, route.path or "")
    for route in iter_route_contexts(create_app().routes)
    for method in route.methods or ()
    if (route.path or "").startswith("/v1/")
)
# Of the addresses kept for documentation: somebody far away, and the proxy in front of the service.
FAR, FARTHER, PROXY = "203.0.113.7", "198.51.100.9", "127.0.0.1"
FEW = 3


@pytest.fixture
def reached_from(app: FastAPI, limited: Callable[..., TestClient]) -> Callable[[str], TestClient]:
    """The service as its server hands requests to it, for a caller at that address, after few of whose requests it refuses."""
    limited(requests_per_minute=FEW)
    config = uvicorn.Config(app, log_config=None)
    config.load()
    return lambda address: TestClient(config.loaded_app, client=(address, 50_000))


def statuses(browser: TestClient, forwarded: list[str]) -> list[int]:
    """What becomes of requests that say they were forwarded for these."""
    return [browser.get("/v1/policies", headers={"X-Forwarded-For": chain}).status_code for chain in forwarded]


@pytest.mark.parametrize(("method", "path"), PUBLIC)
@on_sqlite
def test_every_public_call_is_limited_and_says_when_to_come_back(
    limited: Callable[..., TestClient], method: str, path: str
) -> None:
    body = {} if method in ("POST", "PATCH") else None
    refusal = limited(requests_per_minute=0).request(method, path.replace("{", "").replace("}", ""), json=body)
    assert (refusal.status_code, refusal.headers["content-type"]) == (429, "application/problem+json")
    assert 1 <= int(refusal.headers["retry-after"]) <= 60
    assert refusal.json()["status"] == 429


@pytest.mark.parametrize("verb", ["messages", "handover", "consent", "feedback"])
@on_sqlite
def test_one_conversation_is_limited_in_all_it_may_send(limited: Callable[..., TestClient], verb: str) -> None:
    talk = open_talk(limited(messages_per_minute=FEW))
    bodies = {
        "messages": {"text": "你好"},
        "handover": {},
        "consent": {"scope": "facts", "granted": True},
        "feedback": {"message_id": talk.greeting["id"], "useful": True},
    }
    answers = [talk.browser.post(f"{talk.path}/{verb}", json=bodies[verb], headers=talk.key) for _ in range(FEW + 1)]
    assert [answer.status_code for answer in answers][-2:] == [answers[0].status_code, 429]
    assert "retry-after" in answers[-1].headers


@on_sqlite
def test_nobody_without_the_key_can_use_up_what_a_conversation_may_send(limited: Callable[..., TestClient]) -> None:
    talk = open_talk(limited(messages_per_minute=FEW))
    talk.browser.cookies.clear()
    intruding = [talk.browser.post(f"{talk.path}/messages", json={"text": "你好"}).status_code for _ in range(FEW + 1)]
    assert intruding == [401, 401, 401, 429]
    assert talk.send(text="你好").status_code == 200


@on_sqlite
def test_whoever_says_to_be_somebody_else_each_time_is_counted_as_one(reached_from: Callable[[str], TestClient]) -> None:
    invented = [f"192.0.2.{number}" for number in range(5)]
    assert statuses(reached_from(FAR), invented) == [200, 200, 200, 429, 429]


@on_sqlite
def test_behind_the_proxy_everybody_is_counted_alone(reached_from: Callable[[str], TestClient]) -> None:
    assert statuses(reached_from(PROXY), [FAR, FAR, FAR, FARTHER, FAR]) == [200, 200, 200, 200, 429]


@on_sqlite
def test_what_a_caller_invented_before_the_proxy_counts_for_nothing(reached_from: Callable[[str], TestClient]) -> None:
    invented = [f"192.0.2.{number}, {FAR}" for number in range(5)]
    assert statuses(reached_from(PROXY), invented) == [200, 200, 200, 429, 429]


@on_sqlite
def test_passwords_cannot_be_guessed_under_one_name_after_another(
    limited: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limit, "SHARING_ONE_ADDRESS", FEW)
    browser = limited(sign_in_attempts=1)
    guesses = [{"name": f"name{number}", "password": "a guess"} for number in range(FEW + 1)]
    tried = [browser.post("/v1/staff/session", json=guess).status_code for guess in guesses]
    assert tried == [401, 401, 401, 429]
