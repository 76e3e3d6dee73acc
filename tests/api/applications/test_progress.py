"""Following an application: for the conversation it was made in, or by the applicant's phone, and for nobody else."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.cases.moves import Actor, find_case, move
from api.cases.schemas import MoveRequest
from api.core.database import unit_of_work
from api.core.settings import settings
from api.models import StaffAccount
from tests.api.application_form import ID_NUMBER, NAME, PHONE, submit
from tests.api.talk import Talk

ELSEWHERE = "JZ2026010100000000"


def look(browser: TestClient, number: str, phone: str | None = None, key: dict[str, str] | None = None) -> Response:
    """Asks where it stands."""
    headers = {**(key or {}), **({"X-Phone": phone} if phone is not None else {})}
    return browser.get(f"/v1/applications/{number}", headers=headers)


def test_the_conversation_it_was_made_in_sees_it(visitor: TestClient, talk: Talk, number: str) -> None:
    answer = look(visitor, number, key=talk.key)
    assert (answer.status_code, answer.json()["number"]) == (200, number)


def test_the_cookie_of_the_conversation_sees_it(talk: Talk, number: str) -> None:
    assert look(talk.browser, number).status_code == 200


def test_status_history_and_policies_are_told(visitor: TestClient, number: str) -> None:
    body = look(visitor, number, phone=PHONE).json()
    assert (body["status"], body["status_text"], body["handled_by"]) == ("submitted", "已提交", "天津市南开区（民政）")
    assert body["policies"] == [{"policy_id": "dibao", "name": "最低生活保障"}]
    assert [(row["status"], row["by"]) for row in body["history"]] == [("submitted", "resident")]


def test_the_clause_of_the_time_limit_is_told(visitor: TestClient, number: str) -> None:
    assert "（最低生活保障审核确认办法第二十二条）" in look(visitor, number, phone=PHONE).json()["deadline_note"]


@pytest.mark.parametrize("phone", [PHONE, "+8613812345678", "138 1234 5678", "138-1234-5678"])
def test_the_applicants_phone_sees_it_however_it_is_written(visitor: TestClient, number: str, phone: str) -> None:
    assert look(visitor, number, phone=phone).status_code == 200


@pytest.mark.parametrize("phone", ["13812345679", "", "x", "1" * 30, "13812345678 or 1"])
def test_a_wrong_phone_is_told_nothing(visitor: TestClient, number: str, phone: str) -> None:
    assert look(visitor, number, phone=phone).status_code == 404


def test_a_wrong_phone_and_a_wrong_number_are_told_the_same(visitor: TestClient, number: str) -> None:
    wrong_phone = look(visitor, number, phone="13812345679").json()
    wrong_number = look(visitor, ELSEWHERE, phone=PHONE).json()
    assert {**wrong_phone, "request_id": ""} == {**wrong_number, "request_id": ""}


def test_without_key_and_phone_nothing_is_told(visitor: TestClient, number: str) -> None:
    assert look(visitor, number).status_code == 401


def test_another_conversations_key_is_told_nothing(visitor: TestClient, number: str, stranger_key: dict[str, str]) -> None:
    assert look(visitor, number, key=stranger_key).status_code == 401


def test_nothing_personal_is_told(visitor: TestClient, number: str) -> None:
    shown = look(visitor, number, phone=PHONE).text
    assert [text for text in (ID_NUMBER, PHONE, NAME) if text in shown] == []


def test_guessing_phones_is_stopped(visitor: TestClient, number: str) -> None:
    allowed = settings().phone_attempts_per_hour
    statuses = [look(visitor, number, phone=f"138{attempt:08d}").status_code for attempt in range(allowed + 2)]
    assert statuses == [404] * allowed + [429] * 2


def test_once_guessing_was_stopped_the_right_phone_does_not_help(visitor: TestClient, number: str) -> None:
    for attempt in range(settings().phone_attempts_per_hour):
        look(visitor, number, phone=f"138{attempt:08d}")
    assert look(visitor, number, phone=PHONE).status_code == 429


def test_guessing_at_one_application_does_not_close_another(visitor: TestClient, number: str) -> None:
    other = submit(visitor, key="another-key").json()["number"]
    for attempt in range(settings().phone_attempts_per_hour + 1):
        look(visitor, number, phone=f"138{attempt:08d}")
    assert look(visitor, other, phone=PHONE).status_code == 200


def test_the_conversation_itself_is_never_locked_out(visitor: TestClient, talk: Talk, number: str) -> None:
    for attempt in range(settings().phone_attempts_per_hour + 1):
        look(visitor, number, phone=f"138{attempt:08d}")
    assert look(visitor, number, key=talk.key).status_code == 200


def test_after_the_conversation_was_erased_the_phone_still_finds_it(visitor: TestClient, talk: Talk, number: str) -> None:
    talk.browser.delete(talk.path, headers=talk.key)
    assert look(visitor, number, phone=PHONE).status_code == 200
    assert look(visitor, number, key=talk.key).status_code == 401


def test_each_part_is_told_with_its_office_and_its_next_day(visitor: TestClient, talk: Talk) -> None:
    chosen = ["linshi-xiaoe-kuaijiu", "canji-zheng"]
    number = submit(talk.browser, key="key-of-two-parts", policy_ids=chosen).json()["number"]
    quick, certificate = look(visitor, number, phone=PHONE).json()["parts"]
    assert (quick["handled_by"], certificate["handled_by"]) == ("天津市南开区（民政）", "天津市南开区（残联）")
    assert quick["next_deadline"] in quick["next_text"] and quick["may"] == ["withdrawn"]


def test_what_is_missing_is_told_and_supplied(visitor: TestClient, number: str) -> None:
    clerk = StaffAccount(name="clerk-of-the-day", role="supervisor", place=None, department=None)
    with unit_of_work() as session:
        move(session, Actor(clerk), find_case(session, number), MoveRequest(to="returned", missing=["户口簿", "收入证明"]))
    told = look(visitor, number, phone=PHONE).json()
    assert told["parts"][0]["missing"] == ["户口簿", "收入证明"]
    assert told["history"][-1]["text"] == "天津市南开区（民政）请您补材料：户口簿、收入证明"
    assert (told["history"][-1]["by"], "clerk-of-the-day" in str(told)) == ("staff", False)
    assert visitor.post(f"/v1/applications/{number}/supplied", json={}).status_code == 401
    supplied = visitor.post(f"/v1/applications/{number}/supplied", json={}, headers={"X-Phone": PHONE}).json()
    assert (supplied["status"], supplied["parts"][0]["missing"]) == ("submitted", [])
    assert supplied["history"][-1]["text"] == "材料已经补上"


def test_the_applicant_withdraws_once(visitor: TestClient, number: str) -> None:
    def withdraw(phone: str) -> Response:
        return visitor.post(f"/v1/applications/{number}/withdraw", json={}, headers={"X-Phone": phone})

    assert withdraw("13812345679").status_code == 404
    assert withdraw(PHONE).json()["status"] == "withdrawn"
    assert withdraw(PHONE).status_code == 409
