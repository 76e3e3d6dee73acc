"""Alive, ready, measured."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.databases import on_sqlite
from tests.api.rasa_stand_in import RasaStandIn, rasa_stand_in
from tests.api.talk import Talk


@pytest.fixture
def rasa(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RasaStandIn]:
    """A bot that is there."""
    with rasa_stand_in() as server:
        monkeypatch.setenv("RASA_URL", server.address)
        yield server


def test_the_process_says_that_it_lives(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_a_service_whose_parts_are_away_is_not_ready_and_names_them(client: TestClient) -> None:
    answer = client.get("/readyz")
    parts = {"database": True, "index": False, "dialogue": False, "actions": False}
    assert (answer.status_code, answer.json()["ready"], answer.json()["parts"]) == (503, False, parts)


def test_an_index_that_is_there_is_named_ready(index: Path, client: TestClient) -> None:
    assert client.get("/readyz").json()["parts"]["index"] is True


def test_a_bot_that_is_there_is_named_ready(rasa: RasaStandIn, app: FastAPI) -> None:
    with TestClient(app) as browser:
        assert browser.get("/readyz").json()["parts"]["dialogue"] is True


def test_a_bot_that_fails_is_not_ready(rasa: RasaStandIn, app: FastAPI) -> None:
    rasa.status = 503
    with TestClient(app) as browser:
        assert browser.get("/readyz").json()["parts"]["dialogue"] is False


@on_sqlite
def test_a_database_without_its_tables_is_not_ready(client: TestClient, data_folder: Path) -> None:
    with closing(sqlite3.connect(data_folder / "service.db")) as database:
        database.execute("DROP TABLE alembic_version")
    assert client.get("/readyz").json()["parts"]["database"] is False


def test_what_the_supervisor_keeps_running_is_shown(client: TestClient, data_folder: Path) -> None:
    states = {"rasa": {"state": "restarting", "restarts": 2}}
    (data_folder / "run").mkdir()
    (data_folder / "run" / "supervisor.json").write_text(json.dumps(states), "utf-8")
    assert client.get("/readyz").json()["processes"] == states


def test_a_half_written_file_of_the_supervisor_is_no_fault(client: TestClient, data_folder: Path) -> None:
    (data_folder / "run").mkdir()
    (data_folder / "run" / "supervisor.json").write_text('{"rasa": ', "utf-8")
    assert client.get("/readyz").json()["processes"] == {}


def test_measurements_are_text_for_prometheus(talk: Talk) -> None:
    talk.say("你好")
    answer = talk.browser.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'jiuzhu_turns_total{outcome="outage"}' in answer.text


def test_measurements_name_routes_and_never_conversations(talk: Talk) -> None:
    talk.say("你好")
    text = talk.browser.get("/metrics").text
    assert 'route="/v1/conversations/{identifier}/messages"' in text
    assert talk.id not in text
