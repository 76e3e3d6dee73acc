"""An application that is still open for the same person and policy is shown to whose it is, and not made again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import func, select

from api.core.database import unit_of_work
from api.core.settings import settings
from api.models import Application
from tests.api.application_form import ID_NUMBER, PHONE, id_number_of, submit
from tests.api.talk import Talk

OTHER_PHONE = "13912345678"
MOTHER = {"name": "王五", "relation": "母亲", "id_number": id_number_of("mother")}


def again(browser: TestClient, key: str = "key-of-a-second-try", phone: str = PHONE, **changes: Any) -> Response:
    """The same person submits once more."""
    return submit(browser, key, applicant={"id_number": ID_NUMBER, "phone": phone}, **changes)


def stored() -> int:
    """How many applications there are."""
    with unit_of_work() as session:
        return session.scalar(select(func.count()).select_from(Application)) or 0


def test_to_the_applicants_phone_the_open_one_is_shown(visitor: TestClient, number: str) -> None:
    answer = again(visitor)
    (row,) = answer.json()["in_progress"]
    assert (answer.status_code, row["policy_id"], row["number"], row["status_text"]) == (409, "dibao", number, "已提交")
    assert number in row["text"] and stored() == 1


def test_to_its_own_conversation_the_open_one_is_shown(talk: Talk, number: str) -> None:
    answer = again(talk.browser, phone=OTHER_PHONE, conversation_id=talk.id)
    assert answer.json()["in_progress"][0]["number"] == number


def test_anybody_else_learns_only_that_there_is_one_and_what_to_do(visitor: TestClient, number: str) -> None:
    answer = again(visitor, phone=OTHER_PHONE)
    (row,) = answer.json()["in_progress"]
    assert (row["number"], row["status_text"]) == (None, None)
    assert "12345" in row["text"] and number not in answer.text and stored() == 1


def test_guessing_at_the_phone_of_an_open_one_is_stopped(visitor: TestClient, number: str) -> None:
    allowed = settings().phone_attempts_per_hour
    statuses = [again(visitor, phone=f"139{attempt:08d}").status_code for attempt in range(allowed + 1)]
    assert statuses == [409] * allowed + [429]


def test_the_other_policies_go_through_when_it_is_left_out(visitor: TestClient, number: str) -> None:
    both = again(visitor, policy_ids=["dibao", "canji-zheng"])
    assert [row["policy_id"] for row in both.json()["in_progress"]] == ["dibao"]
    assert again(visitor, policy_ids=["canji-zheng"]).status_code == 201


def test_one_that_is_closed_stands_in_nobodys_way(visitor: TestClient, number: str) -> None:
    visitor.post(f"/v1/applications/{number}/withdraw", json={}, headers={"X-Phone": PHONE})
    assert again(visitor).status_code == 201


def test_one_for_the_mother_does_not_stand_in_the_daughters_way(visitor: TestClient, number: str) -> None:
    assert again(visitor, on_behalf_of=MOTHER).status_code == 201
    assert again(visitor, key="once-more-for-her", on_behalf_of=MOTHER).status_code == 409


def test_one_for_the_mother_is_found_when_she_applies_herself(visitor: TestClient) -> None:
    submit(visitor, on_behalf_of=MOTHER)
    mine = submit(visitor, "key-of-the-mother", applicant={"id_number": MOTHER["id_number"], "phone": OTHER_PHONE})
    assert (mine.status_code, mine.json()["in_progress"][0]["number"]) == (409, None)


@pytest.mark.parametrize("name,status", [("王五", 409), ("赵六", 201)])
def test_without_an_id_number_the_name_tells_for_whom_it_is(visitor: TestClient, name: str, status: int) -> None:
    submit(visitor, on_behalf_of={"name": "王五"})
    assert again(visitor, on_behalf_of={"name": name}).status_code == status


def test_one_that_an_older_version_took_is_found_too(visitor: TestClient, number: str) -> None:
    with unit_of_work() as session:
        session.get_one(Application, number).person_fingerprint = None
    assert again(visitor).status_code == 409
    assert again(visitor, key="for-the-mother", on_behalf_of=MOTHER).status_code == 201


def test_one_taken_under_an_older_key_is_found(visitor: TestClient, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = settings().encryption_key.get_secret_value()
    monkeypatch.setenv("ENCRYPTION_KEY", "another-encryption-key")
    monkeypatch.setenv("PREVIOUS_ENCRYPTION_KEYS", before)
    settings.cache_clear()
    assert again(visitor).json()["in_progress"][0]["number"] == number
    settings.cache_clear()


def test_of_four_at_once_for_one_person_one_is_made(visitor: TestClient) -> None:
    with ThreadPoolExecutor(4) as threads:
        sent = [threads.submit(again, visitor, f"key-at-once-{nth}") for nth in range(4)]
        statuses = sorted(one.result().status_code for one in sent)
    assert (statuses, stored()) == ([201, 409, 409, 409], 1)


def test_what_was_sent_again_under_its_key_is_no_second_one(visitor: TestClient) -> None:
    assert [submit(visitor).status_code for _ in range(2)] == [201, 201]
