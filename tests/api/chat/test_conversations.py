"""Opening a conversation, coming back to it, erasing it, and who may do so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.core.clock import now
from api.core.database import unit_of_work
from api.models import Application, Attendance, Base, Conversation, ConversationNote
from tests.api.application_form import submit
from tests.api.databases import on_sqlite
from tests.api.rasa_stand_in import RasaStandIn
from tests.api.talk import Talk, open_talk

OWN_CALLS = [
    ("GET", "/messages", None),
    ("POST", "/messages", {"text": "你好"}),
    ("GET", "/events", None),
    ("GET", "/facts", None),
    ("PATCH", "/facts", {"set": {"household.size": 3}}),
    ("POST", "/consent", {"scope": "facts", "granted": True}),
    ("POST", "/handover", {}),
    ("POST", "/feedback", {"message_id": "1", "useful": True}),
    ("POST", "/callback", {"phone": "13800138000", "text": "请回电"}),
    ("POST", "/satisfaction", {"attendance": "1", "score": 1}),
    ("DELETE", "", None),
]
CALLS = pytest.mark.parametrize(
    ("method", "ending", "body"), OWN_CALLS, ids=[f"{method} {ending}" for method, ending, _ in OWN_CALLS]
)


def rows_about(talk: Talk) -> dict[str, int]:
    """How many rows of each table belong to the conversation."""
    counted = {}
    with unit_of_work() as session:
        for table in Base.metadata.sorted_tables:
            column = "id" if table.name == "conversations" else "conversation_id"
            if column in table.columns:
                counted[table.name] = session.scalar(select(func.count()).where(table.columns[column] == talk.id)) or 0
    return counted


@pytest.fixture
def full(talk: Talk) -> Talk:
    """A conversation with something in every table."""
    talk.say("我家三口人")
    talk.correct(household__size=3)
    talk.browser.post(f"{talk.path}/consent", json={"scope": "facts", "granted": True}, headers=talk.key)
    feedback = {"message_id": talk.greeting["id"], "useful": True}
    talk.browser.post(f"{talk.path}/feedback", json=feedback, headers=talk.key)
    left = {"phone": "13800138000", "text": "请回电"}
    talk.browser.post(f"{talk.path}/callback", json=left, headers=talk.key).raise_for_status()
    with unit_of_work() as session:
        session.add(Attendance(conversation_id=talk.id, by="wang", priority=0, queued_at=now(), claimed_at=now()))
        session.add(ConversationNote(conversation_id=talk.id, by="wang", text="备注", at=now()))
    return talk


def test_a_new_conversation_has_an_id_a_key_and_a_greeting(client: TestClient) -> None:
    opened = client.post("/v1/conversations", json={"channel": "web"})
    body = opened.json()
    assert opened.status_code == 201
    assert (len(body["id"]), len(body["token"])) == (22, 43)
    assert [(reply["type"], reply["sender"]) for reply in body["replies"]] == [("text", "bot")]


def test_a_person_is_offered_from_the_first_sentence_on(talk: Talk) -> None:
    assert "/ask_human" in [button["value"] for button in talk.greeting["buttons"]]


def test_the_key_comes_as_a_cookie_that_no_script_and_no_other_site_can_use(client: TestClient) -> None:
    cookie = client.post("/v1/conversations", json={}).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize("channel", ["web", "wechat", "hotline", "miniprogram"])
def test_every_channel_can_open_one(client: TestClient, channel: str) -> None:
    assert client.post("/v1/conversations", json={"channel": channel}).status_code == 201


@pytest.mark.parametrize("body", [{"channel": "fax"}, {"locality": "天津"}, {"locality": "12"}])
def test_what_is_no_channel_or_no_place_is_refused(client: TestClient, body: dict[str, str]) -> None:
    assert client.post("/v1/conversations", json=body).status_code == 422


def test_the_key_is_stored_only_as_a_digest(talk: Talk) -> None:
    with unit_of_work() as session:
        assert talk.token not in session.get_one(Conversation, talk.id).token_hash


def test_two_conversations_share_nothing(talk: Talk, stranger: Talk) -> None:
    assert (talk.id != stranger.id, talk.token != stranger.token) == (True, True)


@CALLS
def test_another_conversations_key_opens_nothing(
    talk: Talk, stranger: Talk, method: str, ending: str, body: dict[str, Any] | None
) -> None:
    answer = talk.browser.request(method, talk.path + ending, json=body, headers=stranger.key)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


@CALLS
def test_without_a_key_nothing_opens(app: FastAPI, talk: Talk, method: str, ending: str, body: dict[str, Any] | None) -> None:
    assert TestClient(app).request(method, talk.path + ending, json=body).status_code == 401


@CALLS
def test_a_conversation_that_never_was_is_not_found(
    client: TestClient, method: str, ending: str, body: dict[str, Any] | None
) -> None:
    assert client.request(method, f"/v1/conversations/nobody{ending}", json=body).status_code == 404


def test_the_cookie_alone_opens_its_own_conversation(talk: Talk) -> None:
    assert talk.browser.get(f"{talk.path}/messages").status_code == 200


def test_the_cookie_of_the_newest_conversation_does_not_open_an_older_one(talk: Talk, stranger: Talk) -> None:
    assert talk.browser.get(f"{talk.path}/messages").status_code == 401


@pytest.mark.parametrize("cookie", ["", ".", "{id}", "{id}.", "{id}.wrong", ".{token}", "{token}"])
def test_a_cookie_that_was_tampered_with_opens_nothing(app: FastAPI, talk: Talk, cookie: str) -> None:
    browser = TestClient(app, cookies={"conversation": cookie.format(id=talk.id, token=talk.token)})
    assert browser.get(f"{talk.path}/messages").status_code == 401


def test_history_tells_everything_in_order(talk: Talk) -> None:
    talk.say("第一句")
    talk.say("第二句")
    assert [message["sender"] for message in talk.history()] == ["bot", "resident", "bot", "resident", "bot"]
    assert talk.said() == ["第一句", "第二句"]


def test_history_after_a_message_tells_only_what_came_later(talk: Talk) -> None:
    talk.say("第一句")
    last = int(talk.history()[-1]["id"])
    talk.say("第二句")
    assert talk.history(after=last)[0]["text"] == "第二句"
    assert talk.history(after=last + 2) == []


def test_history_can_be_read_in_pieces(talk: Talk) -> None:
    talk.say("第一句")
    piece = talk.browser.get(f"{talk.path}/messages", params={"limit": 2}, headers=talk.key).json()["messages"]
    assert [message["text"] for message in piece] == [talk.greeting["text"], "第一句"]


def test_history_tells_who_answers_and_what_was_agreed(talk: Talk) -> None:
    body = talk.browser.get(f"{talk.path}/messages", headers=talk.key).json()
    assert (body["mode"], body["facts_consent"]) == ("bot", None)


def test_every_reply_names_the_message_it_answers(talk: Talk) -> None:
    talk.say("第一句")
    said, reply = talk.history()[-2:]
    assert reply["answers"] == said["id"]


def test_times_carry_chinas_offset(talk: Talk) -> None:
    assert talk.greeting["at"].endswith("+08:00")


def test_erasing_leaves_no_row_behind(full: Talk) -> None:
    before = rows_about(full)
    full.browser.delete(full.path, headers=full.key)
    # Nothing was applied for, told to staff or asked about a policy here.
    kept = {"applications", "matters", "conversation_topics"}
    assert {name for name, count in before.items() if count == 0} == kept
    assert set(rows_about(full).values()) == {0}


def test_what_was_erased_is_gone(full: Talk) -> None:
    assert full.browser.delete(full.path, headers=full.key).status_code == 204
    assert full.browser.get(f"{full.path}/messages", headers=full.key).status_code == 404


def test_erasing_takes_the_cookie_back(talk: Talk) -> None:
    talk.browser.delete(talk.path)
    assert "conversation" not in talk.browser.cookies


def test_erasing_one_conversation_leaves_another_alone(full: Talk) -> None:
    other = open_talk(full.browser)
    other.say("我是另一位")
    full.browser.delete(full.path, headers=full.key)
    assert other.said() == ["我是另一位"]


def test_an_application_outlives_the_conversation_it_was_made_in(talk: Talk) -> None:
    number = submit(talk.browser, conversation_id=talk.id).json()["number"]
    talk.browser.delete(talk.path, headers=talk.key)
    with unit_of_work() as session:
        assert session.get_one(Application, number).conversation_id is None


def test_an_erased_conversation_is_forgotten_by_the_dialogue_engine_too(rasa: RasaStandIn, talk: Talk) -> None:
    assert talk.browser.delete(talk.path, headers=talk.key).status_code == 204
    assert rasa.forgotten == [talk.id]


def test_a_conversation_is_erased_while_the_dialogue_engine_is_away(talk: Talk) -> None:
    assert talk.browser.delete(talk.path, headers=talk.key).status_code == 204
    assert talk.browser.get(talk.path + "/facts", headers=talk.key).status_code == 404


@on_sqlite
def test_what_was_erased_cannot_be_read_from_the_file_either(talk: Talk, data_folder: Path) -> None:
    talk.say("独一无二的一句话")
    talk.browser.delete(talk.path, headers=talk.key)
    with closing(sqlite3.connect(data_folder / "service.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "独一无二".encode() not in b"".join(file.read_bytes() for file in data_folder.glob("service.db*"))
