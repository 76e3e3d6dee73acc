"""A request that gets no answer in time is told so; the work it began is not torn apart."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

from api.core import deadline
from api.core.deadline import DeadlineMiddleware

FINISHED = "finished"


class Stuck:
    """Work that waits until it is let go, as for a frozen database."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.finished = threading.Event()

    def work(self) -> str:
        self.let_go.wait(10)
        self.finished.set()
        return FINISHED


@pytest.fixture
def stuck() -> Iterator[Stuck]:
    """Let go at the end of every test."""
    work = Stuck()
    yield work
    work.let_go.set()


@pytest.fixture
def browser(stuck: Stuck, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A service with one stuck route, one that streams and one that is well."""
    monkeypatch.setattr(deadline, "DEADLINE_SECONDS", 0.2)
    monkeypatch.setattr(deadline, "MOST_LEFT_BEHIND", 3)
    app = FastAPI()
    app.add_middleware(DeadlineMiddleware)
    app.get("/stuck")(stuck.work)
    app.get("/well")(lambda: FINISHED)
    app.post("/v1/conversations/one/messages")(stuck.work)

    @app.get("/stream")
    def stream() -> StreamingResponse:
        def parts() -> Iterator[str]:
            yield "a"
            threading.Event().wait(0.4)
            yield "b"

        return StreamingResponse(parts())

    with TestClient(app) as client:
        yield client


def test_a_stuck_request_is_told_so_with_a_phone_number(browser: TestClient) -> None:
    answer = browser.get("/stuck")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert "12345" in answer.json()["detail"]


def test_what_was_begun_is_finished_when_the_database_wakes_up(browser: TestClient, stuck: Stuck) -> None:
    browser.get("/stuck")
    stuck.let_go.set()
    assert stuck.finished.wait(5)


def test_a_quick_answer_is_passed_on(browser: TestClient) -> None:
    assert browser.get("/well").json() == FINISHED


def test_a_stream_that_has_begun_may_go_on(browser: TestClient) -> None:
    assert browser.get("/stream").text == "ab"


def test_only_so_many_are_left_behind(browser: TestClient) -> None:
    for _ in range(3):
        browser.get("/stuck")
    assert browser.get("/well").json()["type"].endswith("too_busy")


def test_whoever_is_refused_for_want_of_room_is_served_when_there_is_room_again(browser: TestClient, stuck: Stuck) -> None:
    for _ in range(3):
        browser.get("/stuck")
    stuck.let_go.set()
    answers = (browser.get("/well") for _ in range(100))
    assert any(answer.status_code == 200 for answer in answers)


def test_a_turn_watches_its_parts_itself(browser: TestClient, stuck: Stuck) -> None:
    threading.Timer(0.5, stuck.let_go.set).start()
    assert browser.post("/v1/conversations/one/messages").json() == FINISHED
