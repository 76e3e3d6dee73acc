"""Every refusal is a problem document with a sentence fit to show."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from api.core.body_limit import MOST_BYTES
from api.core.errors import ServiceError
from api.main import create_app
from api.wording import words
from tests.api.databases import on_sqlite
from tests.api.talk import Talk

ROOT = Path(__file__).resolve().parents[3]
CHINESE = re.compile(r"[一-鿿]")


def problem(answer: Response, status: int, kind: str) -> dict[str, Any]:
    """The document, with what every one of them holds checked."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["type"]) == (status, f"urn:jiuzhutong:problem:{kind}")
    assert CHINESE.search(body["title"])
    assert CHINESE.search(body["detail"])
    assert body["request_id"] == answer.headers["x-request-id"]
    return body


@pytest.fixture
def faulty(app: FastAPI) -> Iterator[TestClient]:
    """The service with a page that fails in a way nobody foresaw."""

    def fail() -> None:
        raise ZeroDivisionError

    made = create_app()
    made.add_api_route("/faulty", fail)
    with TestClient(made, raise_server_exceptions=False) as browser:
        yield browser


def test_an_unknown_address_is_a_problem(client: TestClient) -> None:
    problem(client.get("/v1/nothing-here"), 404, "no_such_page")


def test_a_wrong_method_is_a_problem(client: TestClient) -> None:
    problem(client.put("/v1/conversations"), 405, "wrong_method")


def test_an_incomplete_body_names_the_field(client: TestClient) -> None:
    assert problem(client.post("/v1/assessments", json={}), 422, "malformed")["field"] == "facts"


def test_a_wrong_value_names_the_field_inside(client: TestClient) -> None:
    body = {"facts": {}, "locality": "tianjin"}
    assert problem(client.post("/v1/assessments", json=body), 422, "malformed")["field"] == "locality"


@pytest.mark.parametrize("content", [b'{"text": ', b"", b"\xff\xfe", b"null"], ids=["cut", "empty", "no text", "null"])
def test_a_body_that_is_no_json_is_a_problem(client: TestClient, content: bytes) -> None:
    answer = client.post("/v1/assessments", content=content, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_broken_body_is_not_blamed_on_a_field(client: TestClient) -> None:
    answer = client.post("/v1/assessments", content=b'{"facts": ', headers={"content-type": "application/json"})
    assert problem(answer, 422, "malformed")["field"] == "body"


def test_a_body_nested_without_end_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/assessments", content=b"[" * 100_000, headers={"content-type": "application/json"})
    assert problem(answer, 400, "malformed")["field"] == "body"


@pytest.mark.parametrize(
    "facts", ['{"household": {"\\ud800": 1}}', '{"people": [{"id": "\\ud800"}]}', '{"household": {"receiving": ["\\ud800"]}}']
)
def test_half_a_character_anywhere_in_the_facts_is_refused(client: TestClient, facts: str) -> None:
    body = f'{{"facts": {facts}}}'
    answer = client.post("/v1/assessments", content=body, headers={"content-type": "application/json"})
    problem(answer, 422, "impossible_fact")


def test_a_body_that_is_too_large_is_refused_before_it_is_read_to_its_end(client: TestClient) -> None:
    body = b'{"facts": {}, "more": "' + b"a" * MOST_BYTES + b'"}'
    problem(client.post("/v1/assessments", content=body, headers={"content-type": "application/json"}), 413, "body_too_large")


def test_a_text_far_too_long_is_told_so(talk: Talk) -> None:
    assert problem(talk.send(text="的" * 300_000), 422, "field_too_long")["field"] == "text"


def test_a_wrong_method_is_told_the_right_one(client: TestClient) -> None:
    assert client.put("/v1/extract").headers["allow"] == "POST"


def test_what_was_not_foreseen_is_a_problem_too(faulty: TestClient) -> None:
    problem(faulty.get("/faulty"), 500, "unforeseen")


def test_what_was_not_foreseen_keeps_the_request_id(faulty: TestClient) -> None:
    answer = faulty.get("/faulty", headers={"X-Request-ID": "request-0001"})
    assert problem(answer, 500, "unforeseen")["request_id"] == "request-0001"


def test_what_was_not_foreseen_shows_nothing_of_the_inside(faulty: TestClient) -> None:
    assert "ZeroDivisionError" not in faulty.get("/faulty").text


def test_what_was_not_foreseen_has_the_security_headers(faulty: TestClient) -> None:
    assert faulty.get("/faulty").headers["x-content-type-options"] == "nosniff"


@on_sqlite
def test_a_database_that_is_away_is_a_problem(client: TestClient, data_folder: Path) -> None:
    with closing(sqlite3.connect(data_folder / "service.db")) as database:
        database.execute("ALTER TABLE conversations RENAME TO elsewhere")
    problem(client.post("/v1/conversations", json={}), 503, "database_unavailable")


def test_a_number_too_large_for_the_database_is_refused(talk: Talk) -> None:
    answer = talk.browser.get(f"{talk.path}/messages", params={"after": 10**30}, headers=talk.key)
    assert problem(answer, 422, "malformed")["field"] == "after"


def test_an_event_stream_from_a_number_too_large_is_refused(talk: Talk) -> None:
    answer = talk.browser.get(f"{talk.path}/events", params={"after": 10**30}, headers=talk.key)
    assert problem(answer, 422, "malformed")["field"] == "after"


def test_a_well_formed_request_id_is_returned(client: TestClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-DEF-123"}).headers["x-request-id"] == "abc-DEF-123"


@pytest.mark.parametrize("given", ["short", "with blank inside", "a" * 65, "id;drop-table", "", "{$jndi:abcdefgh}"])
def test_an_ill_formed_request_id_is_replaced(client: TestClient, given: str) -> None:
    returned = client.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{16}", returned)


def test_every_request_gets_an_id_of_its_own(client: TestClient) -> None:
    assert len({client.get("/healthz").headers["x-request-id"] for _ in range(5)}) == 5


def test_every_refusal_in_the_code_has_its_sentence() -> None:
    kinds = "|".join(kind.__name__ for kind in ServiceError.__subclasses__())
    raised = re.compile(rf"(?:(?:{kinds})\(|problem\(\d{{3}}, )\"([a-z_]+)\"")
    used = {key for file in (ROOT / "api").rglob("*.py") for key in raised.findall(file.read_text("utf-8"))}
    # What goes wrong when an account is made is told at a terminal, in words of its own.
    assert used - set(words("errors")) - set(words("staff")["account"]) == set()


def test_every_sentence_says_what_happened_and_what_to_do() -> None:
    entries = yaml.safe_load((ROOT / "api" / "wording" / "errors.yaml").read_text("utf-8"))
    assert {key for key, entry in entries.items() if set(entry) != {"title", "detail"}} == set()


def test_every_kind_of_refusal_has_a_status_of_its_own() -> None:
    statuses = [kind.status for kind in ServiceError.__subclasses__()]
    assert len(statuses) == len(set(statuses))
