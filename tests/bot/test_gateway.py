"""Who may talk to the bot's processes, and in which shape."""

import json
import socket
import sqlite3
import time
from contextlib import closing
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.bot.conftest import TOKEN, Bot, post

SHOWN = {"X-Internal-Token": TOKEN}
TURN: dict[str, Any] = {"sender": "gateway-test", "message": "你好", "metadata": {"message_id": "m", "request_id": "r"}}


def send(bot: Bot, **changes: Any) -> int:
    """Gives the status of a turn that differs from a good one in what is named."""
    return post(f"{bot.rasa_url}/webhooks/gateway/webhook", {**TURN, **changes}, SHOWN)[0]


@pytest.mark.parametrize("headers", [{}, {"X-Internal-Token": ""}, {"X-Internal-Token": "another"}])
def test_the_gateway_refuses_a_call_without_the_token(bot: Bot, headers: dict[str, str]) -> None:
    assert post(f"{bot.rasa_url}/webhooks/gateway/webhook", TURN, headers)[0] == 403


@pytest.mark.parametrize("sender", [None, "", " ", "a\x00b", "a/b", "x" * 65, 7, ["a"]])
def test_the_gateway_refuses_a_sender_the_api_would_not_make(bot: Bot, sender: Any) -> None:
    assert send(bot, sender=sender) == 400


@pytest.mark.parametrize("message", [None, "", "  ", "a\x00b", 5, "1" * 2001])
def test_the_gateway_refuses_a_message_the_api_would_not_pass(bot: Bot, message: Any) -> None:
    assert send(bot, message=message) == 400


@pytest.mark.parametrize(
    "command",
    [
        "/session_start",
        "/back",
        "/emergency",
        '/affirm{"answer": "x"}',
        ' /inform{"asked_fact":"x"}',
        "/affirm ;",
        "/",
    ],
)
def test_the_gateway_refuses_a_command_that_is_no_button_of_ours(bot: Bot, command: str) -> None:
    assert send(bot, message=command) == 400


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff\xfe"])
def test_the_gateway_refuses_what_is_no_turn(bot: Bot, body: bytes) -> None:
    assert post(f"{bot.rasa_url}/webhooks/gateway/webhook", body, SHOWN)[0] == 400


@pytest.mark.parametrize("path", ["webhook", "extract", "actions"])
def test_the_action_server_refuses_a_call_without_the_token(bot: Bot, path: str) -> None:
    assert post(f"{bot.actions_url}/{path}", {"text": "你好"}) == (403, {"error": "forbidden"})


def test_extraction_is_served_beside_the_actions(bot: Bot) -> None:
    status, understood = post(f"{bot.actions_url}/extract", {"text": "我家三口人"}, SHOWN)
    assert status == 200
    assert understood["facts"]["household"]["size"] == 3


def test_extraction_reads_a_bare_answer_in_the_light_of_the_question(bot: Bot) -> None:
    _, understood = post(f"{bot.actions_url}/extract", {"text": "三个", "asked": "household.size"}, SHOWN)
    assert understood["facts"]["household"]["size"] == 3


@pytest.mark.parametrize("body", [b"{", {}, {"text": None}, {"text": "好", "asked": 3}, {"text": "1" * 2001}])
def test_extraction_refuses_what_is_no_question(bot: Bot, body: Any) -> None:
    assert post(f"{bot.actions_url}/extract", body, SHOWN)[0] == 400


def test_an_unknown_action_is_refused_without_repeating_the_tracker(bot: Bot) -> None:
    tracker = {"sender_id": "s", "slots": {"answer": "a secret"}, "latest_message": {"text": "a secret"}}
    status, answer = post(f"{bot.actions_url}/webhook", {"next_action": "action_none", "tracker": tracker}, SHOWN)
    assert status == 404
    assert "secret" not in json.dumps(answer)


def test_a_broken_tracker_is_refused_without_repeating_it(bot: Bot) -> None:
    broken = {"next_action": "action_begin", "tracker": {"events": "a secret"}}
    status, answer = post(f"{bot.actions_url}/webhook", broken, SHOWN)
    assert status == 500
    assert answer == {"error": "failed", "action_name": "action_begin"}


def recorded(bot: Bot, sender: str) -> int:
    """Gives how many events the tracker file holds of a conversation."""
    with closing(sqlite3.connect(bot.rasa.log.parent / "tracker.db")) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM events WHERE sender_id = ?", (sender,)).fetchone()[0])


def test_an_erased_conversation_leaves_nothing_in_the_trackers(bot: Bot) -> None:
    for sender in ("erased", "kept"):
        send(bot, sender=sender)
    assert post(f"{bot.rasa_url}/webhooks/gateway/forget", {"senders": ["erased"]}, SHOWN)[0] == 200
    assert (recorded(bot, "erased"), recorded(bot, "kept") > 0) == (0, True)


def test_a_conversation_silent_since_then_leaves_nothing_in_the_trackers(bot: Bot) -> None:
    send(bot, sender="silent")
    post(f"{bot.rasa_url}/webhooks/gateway/forget", {"idle_since": time.time() - 60}, SHOWN)
    assert recorded(bot, "silent") > 0
    post(f"{bot.rasa_url}/webhooks/gateway/forget", {"idle_since": time.time() + 60}, SHOWN)
    assert recorded(bot, "silent") == 0


def test_nobody_without_the_token_makes_the_bot_forget(bot: Bot) -> None:
    assert post(f"{bot.rasa_url}/webhooks/gateway/forget", {"senders": ["kept"]})[0] == 403


@pytest.mark.parametrize("body", [b"", b"[]", b'{"senders": "all"}', b'{"senders": [1]}', b'{"idle_since": "now"}'])
def test_the_gateway_refuses_what_is_no_erasure(bot: Bot, body: bytes) -> None:
    assert post(f"{bot.rasa_url}/webhooks/gateway/forget", body, SHOWN)[0] == 400


def test_nobody_reaches_the_bot_over_another_address_than_loopbacks_own(bot: Bot) -> None:
    for part in (bot.rasa, bot.actions):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", int(part.url.rsplit(":", 1)[1])), timeout=2)


@pytest.mark.parametrize("path", ["", "status", "model/parse", "conversations/gateway-test/tracker", "webhooks/rest/webhook"])
def test_rasas_own_routes_give_nothing_away(bot: Bot, path: str) -> None:
    send(bot)
    request = Request(f"{bot.rasa_url}/{path}", data=b"{}" if path else None)
    try:
        with urlopen(request, timeout=5) as response:
            answer = response.read().decode()
    except HTTPError as refusal:
        with refusal:
            assert refusal.code == 404
            answer = refusal.read().decode()
    assert "gateway-test" not in answer.replace(path, "")
