"""Submitting an application."""

from __future__ import annotations

import logging
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.applications.personal import opened
from api.core.clock import today
from api.core.database import unit_of_work
from api.models import Application, AuditEntry
from knowledge.catalogue import load_catalogue
from tests.api.application_form import ID_NUMBER, NAME, PHONE, submit
from tests.api.databases import on_sqlite
from tests.api.talk import Talk

WRONG_CHECKSUM = "110105194912310021"
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"applicant": {"id_number": WRONG_CHECKSUM}}, "applicant.id_number"),
    ({"applicant": {"id_number": "123"}}, "applicant.id_number"),
    ({"applicant": {"phone": "12"}}, "applicant.phone"),
    ({"applicant": {"phone": "打不通"}}, "applicant.phone"),
    ({"applicant": {"name": "  "}}, "applicant.name"),
    ({"applicant": {"name": "\u200b\u200b"}}, "applicant.name"),
    ({"consent": False}, "consent"),
    ({"commitment": False}, "commitment"),
    ({"policy_ids": []}, "policy_ids"),
    ({"policy_ids": ["no-such-policy"]}, "policy_ids"),
    ({"policy_ids": ["dibao", "no-such-policy"]}, "policy_ids"),
    ({"policy_ids": ["gaoling-jintie"]}, "policy_ids"),
    ({"on_behalf_of": {"name": "王五", "id_number": WRONG_CHECKSUM}}, "on_behalf_of.id_number"),
    ({"on_behalf_of": {"name": " "}}, "on_behalf_of.name"),
    ({"facts": {"household": {"size": -1}}}, "household.size"),
    ({"hukou": "天津"}, "hukou"),
]


def stored() -> int:
    """How many applications there are."""
    with unit_of_work() as session:
        return session.scalar(select(func.count()).select_from(Application)) or 0


def written(folder: Path) -> bytes:
    """Every byte the database has written."""
    return b"".join(file.read_bytes() for file in folder.glob("service.db*"))


def test_an_application_gets_a_number_that_can_be_read_aloud(client: TestClient) -> None:
    answer = submit(client)
    assert (answer.status_code, answer.json()["status"]) == (201, "submitted")
    assert re.fullmatch(rf"JZ{today():%Y%m%d}\d{{8}}", answer.json()["number"])


def test_the_next_deadline_is_that_of_the_policy(client: TestClient) -> None:
    days = load_catalogue().policies["linshi-xiaoe-kuaijiu"].apply.days
    assert days is not None
    answer = submit(client, policy_ids=["linshi-xiaoe-kuaijiu"]).json()
    assert answer["next_deadline"] == (today() + timedelta(days=days.count)).isoformat()


def test_a_policy_without_a_time_limit_has_no_deadline(client: TestClient) -> None:
    assert submit(client, policy_ids=["nongcun-weifang"]).json()["next_deadline"] is None


def test_a_policy_chosen_twice_is_applied_for_once(client: TestClient) -> None:
    number = submit(client, policy_ids=["dibao", "dibao"]).json()["number"]
    with unit_of_work() as session:
        assert session.get_one(Application, number).policy_ids == ["dibao"]


def test_the_same_key_gives_the_same_answer_and_one_row(client: TestClient) -> None:
    first, second = submit(client), submit(client)
    assert (first.json(), first.status_code) == (second.json(), second.status_code)
    assert stored() == 1


def test_two_copies_at_once_are_stored_once(client: TestClient) -> None:
    together = threading.Barrier(4)

    def send() -> str:
        together.wait()
        number: str = submit(client).json()["number"]
        return number

    with ThreadPoolExecutor(4) as threads:
        numbers = {copy.result() for copy in [threads.submit(send) for _ in range(4)]}
    assert (len(numbers), stored()) == (1, 1)


def test_the_same_key_with_other_content_is_refused(client: TestClient) -> None:
    submit(client)
    assert submit(client, policy_ids=["tekun-gongyang"]).status_code == 409
    assert stored() == 1


def test_another_key_is_another_application(client: TestClient) -> None:
    assert submit(client, key="first-key").json()["number"] != submit(client, key="second-key").json()["number"]


@pytest.mark.parametrize("key", [None, "short", "with blank in it", "x" * 81])
def test_without_a_well_formed_key_nothing_is_taken(client: TestClient, key: str | None) -> None:
    assert submit(client, key=key).status_code == 422
    assert stored() == 0


@pytest.mark.parametrize(("changes", "field"), REFUSED, ids=[field for _, field in REFUSED])
def test_what_is_wrong_is_refused_and_named(client: TestClient, changes: dict[str, Any], field: str) -> None:
    answer = submit(client, **changes)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert stored() == 0


def test_what_was_refused_can_be_corrected_under_the_same_key(client: TestClient) -> None:
    submit(client, consent=False)
    assert submit(client).status_code == 201


@pytest.mark.parametrize("phone", ["138 1234 5678", "+86 13812345678", "022-27111111", "0086-138-1234-5678"])
def test_a_phone_may_be_written_as_people_write_it(client: TestClient, phone: str) -> None:
    assert submit(client, applicant={"phone": phone}).status_code == 201


def test_what_cannot_be_seen_in_a_name_is_not_kept(client: TestClient) -> None:
    number = submit(client, applicant={"name": " 李\u202e四\u200b"}).json()["number"]
    with unit_of_work() as session:
        personal = opened(session.get_one(Application, number))
    assert personal["applicant"]["name"] == NAME


def test_an_id_number_may_end_in_a_small_x(client: TestClient) -> None:
    assert submit(client, applicant={"id_number": ID_NUMBER.lower()}).status_code == 201


def test_somebody_elses_id_number_may_be_left_out(client: TestClient) -> None:
    assert submit(client, on_behalf_of={"name": "王五", "relation": "母亲"}).status_code == 201


@on_sqlite
def test_nothing_personal_stands_in_clear_in_the_database(client: TestClient, data_folder: Path) -> None:
    submit(client, on_behalf_of={"name": "王五", "id_number": ID_NUMBER})
    raw = written(data_folder)
    assert b"dibao" in raw
    facts = (b"monthly_income", b"household")
    assert [text for text in (*(text.encode() for text in (ID_NUMBER, PHONE, NAME, "王五")), *facts) if text in raw] == []


def test_nothing_personal_reaches_the_logs(
    client: TestClient, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        submit(client)
        submit(client, key="another-key", applicant={"id_number": WRONG_CHECKSUM})
    said = capsys.readouterr().out + caplog.text
    assert [text for text in (ID_NUMBER, WRONG_CHECKSUM, PHONE, NAME) if text in said] == []


def test_an_application_is_written_to_the_audit_trail(client: TestClient) -> None:
    number = submit(client).json()["number"]
    with unit_of_work() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.subject == number)).one()
        assert (entry.who, entry.action) == ("resident", "application_submitted")


def test_an_application_from_a_conversation_needs_its_key(client: TestClient, talk: Talk, stranger_key: dict[str, str]) -> None:
    assert submit(client, conversation_id=talk.id, headers=stranger_key).status_code == 401
    assert submit(client, conversation_id=talk.id, headers=talk.key).status_code == 201


def test_an_application_from_a_conversation_that_never_was_is_refused(client: TestClient) -> None:
    assert submit(client, conversation_id="nobody").status_code == 404


def test_the_receipt_names_the_windows_of_the_place_in_the_application(client: TestClient) -> None:
    (row,) = submit(client, hukou="120104", residence="321181").json()["where_to_go"]
    assert (row["policy_id"], row["name"], row["where_to_go"]["locality"]) == ("dibao", "最低生活保障", "120104")
    assert "演示数据" in row["where_to_go"]["windows"][0]["name"]


def test_a_receipt_for_no_known_place_names_the_line_to_call(client: TestClient) -> None:
    (row,) = submit(client, hukou=None, residence=None).json()["where_to_go"]
    assert (row["where_to_go"]["windows"], row["where_to_go"]["hotline"]["number"]) == ([], "12345")
