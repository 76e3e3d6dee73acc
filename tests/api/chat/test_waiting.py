"""A turn never waits for a worker that is waiting for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from tests.api.conftest import INTERNAL_TOKEN
from tests.api.rasa_stand_in import RasaStandIn

# More than the service has workers for ordinary calls.
RESIDENTS = 60


@pytest.fixture
def address(rasa: RasaStandIn, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The service on a real port."""
    monkeypatch.setenv("TURN_TIMEOUT", "PT20S")
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_a_crowd_is_answered_although_every_answer_asks_the_service_back(rasa: RasaStandIn, address: str) -> None:
    headers = {"X-Internal-Token": INTERNAL_TOKEN}
    everybody = threading.Barrier(RESIDENTS, timeout=15)

    def ask_back(turn: dict[str, str]) -> None:
        # Only once every turn is under way is the first of them answered.
        everybody.wait()
        httpx.post(
            f"{address}/internal/conversations/{turn['sender']}/begin", json={}, headers=headers, timeout=15
        ).raise_for_status()

    def talk(_: int) -> str:
        with httpx.Client(base_url=address, timeout=30) as browser:
            opened = browser.post("/v1/conversations", json={}).json()
            key = {"Authorization": f"Bearer {opened['token']}"}
            answer = browser.post(f"/v1/conversations/{opened['id']}/messages", json={"text": "你好"}, headers=key).json()
            return str(answer["replies"][0]["text"])

    rasa.before_answering = ask_back
    with ThreadPoolExecutor(RESIDENTS) as residents:
        assert set(residents.map(talk, range(RESIDENTS))) == {"好的"}
