"""Another encryption key: noticed at the start, brought in without losing a record, and what a lost one costs."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from fastapi.testclient import TestClient
from sqlalchemy import delete, select

from api.applications.personal import opened, place_of_person
from api.core import security
from api.core.database import reading, unit_of_work
from api.core.encryption import VERSION, key_that_reads
from api.core.settings import settings
from api.encryption_key import AnotherKeyError
from api.migrate import main as bring_up_to_date
from api.migrate import migrate
from api.models import Application, AuditEntry, Base, EncryptionKey
from api.rotate_key import KEEPERS
from api.rotate_key import main as rotate_key
from tests.api.application_form import ID_NUMBER, NAME, PHONE, submit

OLD = "encryption-key-of-the-tests"
NEW = "another-encryption-key"
REFUSAL = "这个数据库是用另一把 ENCRYPTION_KEY 写的"
SetKeys = Callable[..., None]


@pytest.fixture
def set_keys(monkeypatch: pytest.MonkeyPatch) -> SetKeys:
    """Makes the process one that was started with these keys, today's first."""

    def started_with(today: str, *before: str) -> None:
        monkeypatch.setenv("ENCRYPTION_KEY", today)
        monkeypatch.setenv("PREVIOUS_ENCRYPTION_KEYS", ", ".join(before))
        settings.cache_clear()

    return started_with


@pytest.fixture
def number(client: TestClient, set_keys: SetKeys) -> str:
    """The number of an application that was submitted under the old key."""
    migrate()
    return str(submit(client).json()["number"])


def stored(number: str) -> Application:
    with reading() as session:
        return session.get_one(Application, number)


def key_of(application: Application) -> str | None:
    return key_that_reads(application.applicant_encrypted, place_of_person(application.number))


def noted_mark() -> str:
    with reading() as session:
        return session.scalars(select(EncryptionKey.mark)).one()


def status_for(client: TestClient, number: str, phone: str = PHONE) -> int:
    return client.get(f"/v1/applications/{number}", headers={"X-Phone": phone}).status_code


def test_a_database_written_under_another_key_is_refused_at_the_start(number: str, set_keys: SetKeys) -> None:
    set_keys(NEW)
    refusal = bring_up_to_date()
    assert refusal is not None
    assert refusal.startswith(REFUSAL)


def test_an_empty_database_keeps_to_the_key_it_began_with(client: TestClient, set_keys: SetKeys) -> None:
    migrate()
    set_keys(NEW)
    with pytest.raises(AnotherKeyError, match=REFUSAL):
        migrate()


def test_a_database_of_before_keys_were_noted_is_recognised_by_its_records(number: str, set_keys: SetKeys) -> None:
    with unit_of_work() as session:
        session.execute(delete(EncryptionKey))
    set_keys(NEW)
    assert bring_up_to_date() is not None
    set_keys(NEW, OLD)
    assert bring_up_to_date() is None
    assert noted_mark() == security.key_mark(OLD)


def test_the_database_holds_no_key(number: str) -> None:
    assert OLD not in noted_mark()
    assert noted_mark() != security.key_mark(NEW)


def test_with_the_previous_key_named_what_was_kept_can_be_read_and_found(
    client: TestClient, number: str, set_keys: SetKeys
) -> None:
    set_keys(NEW, "one-of-long-ago", OLD)
    assert bring_up_to_date() is None
    assert opened(stored(number))["applicant"]["name"] == NAME
    assert status_for(client, number) == 200
    assert status_for(client, number, "13912345678") == 404


def test_after_the_rotation_the_previous_key_can_be_dropped(
    client: TestClient, number: str, set_keys: SetKeys, capsys: pytest.CaptureFixture[str]
) -> None:
    set_keys(NEW, OLD)
    assert rotate_key([]) is None
    assert "1 条记录" in capsys.readouterr().out
    set_keys(NEW)
    assert bring_up_to_date() is None
    applicant = opened(stored(number))["applicant"]
    assert applicant == {"name": NAME, "id_number": ID_NUMBER, "phone": PHONE}
    assert stored(number).id_fingerprint == security.fingerprint(ID_NUMBER)
    assert status_for(client, number) == 200


def test_after_the_rotation_the_previous_key_reads_nothing(number: str, set_keys: SetKeys) -> None:
    set_keys(NEW, OLD)
    rotate_key([])
    set_keys(OLD)
    assert key_of(stored(number)) is None
    assert bring_up_to_date() is not None


def test_a_rotation_is_recorded(number: str, set_keys: SetKeys) -> None:
    set_keys(NEW, OLD)
    rotate_key([])
    with unit_of_work() as session:
        assert "encryption_key_rotated" in session.scalars(select(AuditEntry.action)).all()


def test_more_records_than_a_batch_are_all_rotated(
    client: TestClient, number: str, set_keys: SetKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.rotate_key.BATCH", 2)
    for nth in range(4):
        submit(client, key=f"submission-{nth}")
    set_keys(NEW, OLD)
    rotate_key([])
    set_keys(NEW)
    with unit_of_work() as session:
        rotated = session.scalars(select(Application)).all()
        assert [key_of(application) for application in rotated] == [NEW] * 5


def test_what_an_older_version_kept_is_read_and_rewritten_by_the_rotation(
    client: TestClient, number: str, set_keys: SetKeys
) -> None:
    person, facts = opened(stored(number)), stored(number).facts
    key = base64.urlsafe_b64encode(hashlib.sha256(f"encryption:{OLD}".encode()).digest())
    with unit_of_work() as session:
        application = session.get_one(Application, number)
        application.applicant_encrypted = Fernet(key).encrypt(json.dumps(person).encode()).decode()
        application.facts_kept = facts
    assert (opened(stored(number)), stored(number).facts) == (person, facts)
    assert rotate_key([]) is None
    assert stored(number).applicant_encrypted.startswith(VERSION)
    assert "household" not in json.dumps(stored(number).facts_kept)
    assert (opened(stored(number)), stored(number).facts) == (person, facts)
    assert status_for(client, number) == 200


def test_every_table_that_keeps_something_encrypted_is_rotated() -> None:
    keeping = {table.name for table in Base.metadata.tables.values() if any("encrypted" in column.name for column in table.c)}
    assert keeping == {kept.__tablename__ for kept in KEEPERS}


def test_a_record_that_no_known_key_reads_stops_the_rotation_and_nothing_changes(number: str, set_keys: SetKeys) -> None:
    before = stored(number).applicant_encrypted
    with unit_of_work() as session:
        session.merge(EncryptionKey(id=1, mark=security.key_mark(NEW), since=stored(number).created_at))
    set_keys(NEW)
    refusal = rotate_key([])
    assert refusal is not None
    assert refusal.startswith("有 1 条记录用现有的密钥都读不出来")
    assert stored(number).applicant_encrypted == before


def test_without_its_key_the_database_is_left_alone_until_the_loss_is_accepted(number: str, set_keys: SetKeys) -> None:
    set_keys(NEW)
    refusal = rotate_key([])
    assert refusal is not None
    assert refusal.startswith(REFUSAL)


def test_after_an_accepted_loss_the_service_starts_and_only_what_was_encrypted_is_lost(
    client: TestClient, number: str, set_keys: SetKeys, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stored(number)
    set_keys(NEW)
    assert rotate_key(["--accept-loss"]) is None
    assert "有 1 条记录里加密的内容" in capsys.readouterr().out
    assert bring_up_to_date() is None
    assert (stored(number).status, stored(number).policy_ids) == (before.status, before.policy_ids)
    assert status_for(client, number) == 404
    fresh = submit(client, key="another-submission").json()["number"]
    assert status_for(client, fresh) == 200


def test_a_database_that_cannot_be_opened_is_one_sentence(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/service.db")
    assert rotate_key([]) == "数据库打不开，什么也没有改。"


def test_the_keys_are_never_printed(set_keys: SetKeys, client: TestClient) -> None:
    set_keys(NEW, OLD)
    shown = repr(settings()) + json.dumps(settings().model_dump(mode="json"), default=str)
    assert OLD not in shown
    assert NEW not in shown
