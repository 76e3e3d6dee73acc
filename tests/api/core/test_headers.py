"""Security headers stand on every answer, whatever was asked and whatever became of it."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Timer

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from api.chat.conversations import erase
from api.core.database import unit_of_work
from api.core.headers import CONTENT, HEADERS
from api.core.settings import settings
from api.main import create_app
from api.models import Conversation
from tests.api.talk import Talk

CALLS = sorted(
    {(method, route.path or "") for route in iter_route_contexts(create_app().routes) for method in route.methods or ()}
)
OTHER_ADDRESSES = ["/v1/nothing-here", "/static/style.css", "/static/nothing-here.js", "/static/../secrets.env", "/%00", "/"]
PERSONAL = [
    "/v1/conversations/somebody/messages",
    "/v1/conversations/somebody/facts",
    "/v1/applications/JZ2026112200000000",
    "/applications/JZ2026112200000000",
    "/v1/staff/queue",
    "/v1/staff/conversations/somebody",
    "/staff",
    "/internal/conversations/somebody/begin",
]
STREAMED_SECONDS = 0.5
PAGES = ["/", "/applications/JZ2026112200000000", "/staff/sign-in"]


@pytest.fixture
def in_production(monkeypatch: pytest.MonkeyPatch, client: TestClient) -> Iterator[TestClient]:
    """The service as it stands behind HTTPS."""
    monkeypatch.setenv("ENVIRONMENT", "production")
    settings.cache_clear()
    yield client
    settings.cache_clear()


@pytest.fixture
def faulty(app: FastAPI) -> Iterator[TestClient]:
    """The service with a private page that fails in a way nobody foresaw."""

    def fail() -> None:
        raise ZeroDivisionError

    made = create_app()
    made.add_api_route("/v1/staff/faulty", fail)
    with TestClient(made, raise_server_exceptions=False) as browser:
        yield browser


def erase_conversation(identifier: str) -> None:
    """Ends the stream of a conversation."""
    with unit_of_work() as session:
        erase(session, session.get_one(Conversation, identifier))


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_every_route_answers_with_the_security_headers(client: TestClient, method: str, path: str) -> None:
    headers = client.request(method, path.replace("{", "").replace("}", ""), follow_redirects=False).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("address", OTHER_ADDRESSES)
def test_what_is_no_route_answers_with_them_too(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_what_was_not_foreseen_answers_with_them_too(faulty: TestClient) -> None:
    headers = faulty.get("/v1/staff/faulty").headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert headers["cache-control"] == "no-store"


def test_a_stream_of_events_begins_with_them(talk: Talk) -> None:
    end = Timer(STREAMED_SECONDS, erase_conversation, [talk.id])
    end.start()
    headers = talk.browser.get(f"{talk.path}/events", headers=talk.key).headers
    end.join()
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert headers["cache-control"] == "no-store"


def test_nothing_but_our_own_files_is_ever_run_or_shown() -> None:
    assert CONTENT["default-src"] == CONTENT["base-uri"] == CONTENT["frame-ancestors"] == "'none'"
    assert set(CONTENT.values()) == {"'none'", "'self'"}


@pytest.mark.parametrize("address", PAGES)
def test_no_page_holds_a_script_or_a_style_of_its_own(client: TestClient, address: str) -> None:
    page = client.get(address).text
    scripts = page.count("<script") - page.count("<script src=") - page.count('<script type="module" src=')
    # What the scripts are told stands in the page as data, which no browser runs.
    assert scripts == page.count('<script type="application/json"')
    assert not any(mark in page for mark in ("<style", " style=", "javascript:", " onclick=", " onload="))


@pytest.mark.parametrize("address", PERSONAL)
def test_what_people_said_and_own_is_kept_nowhere(client: TestClient, address: str) -> None:
    assert client.get(address, follow_redirects=False).headers["cache-control"] == "no-store"


def test_an_answer_to_its_owner_is_kept_nowhere_either(talk: Talk) -> None:
    assert talk.browser.get(f"{talk.path}/messages", headers=talk.key).headers["cache-control"] == "no-store"


def test_a_judgement_of_a_household_is_kept_nowhere(client: TestClient) -> None:
    assert client.post("/v1/assessments", json={"facts": {}}).headers["cache-control"] == "no-store"


def test_policies_may_be_cached(client: TestClient) -> None:
    assert "cache-control" not in client.get("/v1/policies").headers


def test_https_is_insisted_on_where_it_is_there(in_production: TestClient) -> None:
    assert in_production.get("/healthz").headers["strict-transport-security"] == "max-age=31536000"


def test_nobody_is_sent_to_https_that_is_not_there(client: TestClient) -> None:
    assert "strict-transport-security" not in client.get("/healthz").headers
