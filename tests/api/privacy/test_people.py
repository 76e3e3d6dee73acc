"""One person's data: found by ID number or phone, handed out whole with the label, erased without a trace but the audit's."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.audit.verify import verify
from api.core.database import reading, unit_of_work
from api.core.settings import settings
from api.handover.callbacks import leave
from api.models import Application, AuditEntry, Base, Conversation, Message, StaffAccount
from api.privacy.tables import entries
from tests.api.application_form import ID_NUMBER, NAME, PHONE, submit
from tests.api.talk import Talk

from .conftest import SAID

Make = Callable[..., Any]
PEOPLE = "/v1/staff/people"


def look_up(browser: TestClient, **asked: str) -> list[dict[str, Any]]:
    answer = browser.post(f"{PEOPLE}/lookup", json=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def act(browser: TestClient, verb: str, *numbers: str, **more: str) -> Any:
    return browser.post(f"{PEOPLE}/{verb}", json={"numbers": numbers, **more})


def audited(action: str) -> list[tuple[str, str]]:
    with reading() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.action == action))
        return [(entry.who, entry.subject) for entry in found]


@pytest.mark.parametrize(
    "asked", [{"id_number": ID_NUMBER}, {"id_number": ID_NUMBER.lower()}, {"phone": PHONE}, {"phone": "+86 138 1234 5678"}]
)
def test_a_person_is_found_by_id_number_or_phone(supervisor: TestClient, number: str, asked: dict[str, str]) -> None:
    (found,) = look_up(supervisor, **asked)
    assert (found["number"], found["name"], found["may_be_erased"]) == (number, "李*", True)
    assert audited("person_looked_up") == [("zhu", number)]


@pytest.mark.parametrize("asked", [{"id_number": "110105194912310021"}, {"phone": "13912345678"}, {"phone": "%"}])
def test_nobody_else_is_found(supervisor: TestClient, number: str, asked: dict[str, str]) -> None:
    assert look_up(supervisor, **asked) == []


def test_while_keys_change_a_person_is_still_found(supervisor: TestClient, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREVIOUS_ENCRYPTION_KEYS", settings().encryption_keys[0])
    monkeypatch.setenv("ENCRYPTION_KEY", "another-encryption-key")
    settings.cache_clear()
    assert [found["number"] for found in look_up(supervisor, id_number=ID_NUMBER)] == [number]


def test_who_works_in_another_place_finds_nothing(supervisor: TestClient, number: str) -> None:
    with unit_of_work() as session:
        session.get_one(StaffAccount, "zhu").place = "321181"
    assert look_up(supervisor, id_number=ID_NUMBER) == []
    assert [act(supervisor, verb, number).status_code for verb in ("export", "erase")] == [404, 404]


@pytest.mark.parametrize("format", ["json", "html"])
def test_everything_kept_is_handed_out_with_the_label_and_the_day(supervisor: TestClient, number: str, format: str) -> None:
    answer = act(supervisor, "export", number, format=format)
    assert answer.status_code == 200
    for kept in (NAME, ID_NUMBER, PHONE, SAID, "智能回复", "系统自动生成", "monthly_income", number):
        assert kept in answer.text
    assert audited("person_exported") == [("zhu", number)]


def test_every_automatic_reply_handed_out_bears_its_label(supervisor: TestClient, number: str) -> None:
    (conversation,) = act(supervisor, "export", number).json()["conversations"]
    labels = {message["sender"]: message.get("label") for message in conversation["messages"]}
    assert labels == {"bot": "智能回复", "resident": None}


def test_no_key_and_no_digest_is_handed_out(supervisor: TestClient, number: str) -> None:
    with reading() as session:
        application = session.get_one(Application, number)
        secrets = [application.id_fingerprint, application.phone_fingerprint, application.content_digest]
        secrets += [application.applicant_encrypted, session.scalars(select(Conversation.token_hash)).one()]
    text = act(supervisor, "export", number).text
    assert [secret for secret in secrets if secret in text] == []


def test_what_a_resident_wrote_is_no_markup_in_the_page(supervisor: TestClient, number: str) -> None:
    with unit_of_work() as session:
        session.scalars(select(Message).where(Message.text == SAID)).one().text = "<script>alert(1)</script>"
    assert "<script>" not in act(supervisor, "export", number, format="html").text


def test_who_is_erased_leaves_nothing_but_references_and_the_chain_whole(supervisor: TestClient, talk: Talk, number: str) -> None:
    answer = act(supervisor, "erase", number)
    assert answer.json() == {"applications": [number], "conversations": [talk.id]}
    with reading() as session:
        kept = {
            name: json.dumps([list(map(str, row)) for row in session.execute(select(Base.metadata.tables[name]))])
            for name, entry in entries().items()
            if "nobody" not in entry
        }
        assert {name: rows for name, rows in kept.items() if rows != "[]"} == {}
        assert verify(session).fault is None
    assert audited("person_erased") == [("zhu", number), ("zhu", talk.id)]
    assert look_up(supervisor, id_number=ID_NUMBER) == []


def test_an_application_that_is_still_worked_on_is_not_erased(supervisor: TestClient, client: TestClient, number: str) -> None:
    still_open = submit(client, key="another-submission", applicant={"id_number": ID_NUMBER}).json()["number"]
    answer = act(supervisor, "erase", number, still_open)
    assert (answer.status_code, "先办结或撤回" in answer.json()["detail"]) == (409, True)
    assert len(look_up(supervisor, id_number=ID_NUMBER)) == 2


def test_a_conversation_that_belongs_to_another_application_too_stays(supervisor: TestClient, talk: Talk, number: str) -> None:
    submit(talk.browser, key="another-submission", conversation_id=talk.id, headers=talk.key)
    assert act(supervisor, "erase", number).json()["conversations"] == []


def test_every_table_says_whose_data_it_holds() -> None:
    assert set(Base.metadata.tables) == set(entries()), "say in api/privacy/tables.yaml whose data a table holds"
    for name, entry in entries().items():
        table = Base.metadata.tables[name]
        named = [entry.get("key"), entry.get("by"), *entry.get("hidden", [])]
        assert [column for column in named if column and column not in table.c] == []
        if "with" in entry:
            cascades = {key.column.table.name for key in table.foreign_keys if key.ondelete == "CASCADE"}
            assert entry["with"] in cascades


def test_what_was_left_for_staff_is_handed_out_opened(supervisor: TestClient, talk: Talk, number: str) -> None:
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, talk.id)
        leave(session, conversation, "13912345678", "请给我回个电话", None)
    assert "请给我回个电话" in act(supervisor, "export", number).text
