"""A bot that answers, on a real port, and conversations with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.rasa_stand_in import RasaStandIn, rasa_stand_in
from tests.api.talk import Talk, open_talk


@pytest.fixture
def rasa(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RasaStandIn]:
    """A bot that says one sentence to everything, and is given two seconds to say it."""
    with rasa_stand_in() as server:
        monkeypatch.setenv("RASA_URL", server.address)
        monkeypatch.setenv("TURN_TIMEOUT", "PT2S")
        yield server


@pytest.fixture
def answered(rasa: RasaStandIn, app: FastAPI) -> Iterator[Talk]:
    """A conversation in which the bot answers."""
    with TestClient(app) as browser:
        yield open_talk(browser)


@pytest.fixture
def stranger(client: TestClient) -> Talk:
    """Another conversation of the same service."""
    return open_talk(client)
