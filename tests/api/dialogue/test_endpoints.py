"""The internal calls are for the bot alone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.dialogue.service import VERBS
from tests.api.conftest import INTERNAL_TOKEN
from tests.api.dialogue.conftest import Actions


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_refuses_a_caller_without_the_token(actions: Actions, verb: str) -> None:
    assert actions.call(verb, token="").status_code == 401


@pytest.mark.parametrize("token", ["wrong", INTERNAL_TOKEN[:-1], INTERNAL_TOKEN + "x"])
def test_a_wrong_token_is_refused(actions: Actions, token: str) -> None:
    assert actions.call("begin", token=token).status_code == 401


def test_the_residents_own_key_does_not_open_the_internal_calls(actions: Actions) -> None:
    assert actions.call("begin", token=actions.talk.token).status_code == 401


def test_an_unknown_verb_is_not_found(actions: Actions) -> None:
    assert actions.call("sell").status_code == 404


def test_a_conversation_that_never_was_is_not_found(actions: Actions) -> None:
    headers = {"X-Internal-Token": INTERNAL_TOKEN}
    assert actions.talk.browser.post("/internal/conversations/nobody/begin", json={}, headers=headers).status_code == 404


def test_the_internal_calls_are_not_advertised(actions: Actions) -> None:
    assert not [path for path in actions.talk.browser.get("/openapi.json").json()["paths"] if path.startswith("/internal")]


def test_many_actions_at_once_are_all_answered(actions: Actions) -> None:
    together = threading.Barrier(20)

    def act() -> int:
        together.wait()
        return actions.call("interview").status_code

    with ThreadPoolExecutor(20) as threads:
        assert {answer.result() for answer in [threads.submit(act) for _ in range(20)]} == {200}
