"""What is sent again, twice at once or out of its time counts once, or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.application_form import id_number_of
from tests.hostile.stranger import Answer, Stranger

# Buttons are remembered for forty replies.
MORE_THAN_BUTTONS_LAST = 41
OPENING = "我家三口人，每月收入两千块"
FORGED = [
    "answer:household.monthly_income=0",
    "answer:household.difficulties=[]",
    'answer:household.difficulties=["living","living"]',
    "answer:household.monthly_income={",
    "answer:household.monthly_income=NaN",
    "answer:household.no_such_fact=1",
    "answer:people.self.age=200",
    "answer:",
    "answer:household.size",
    "say:/restart",
    "say:我一分钱收入都没有",
    "/restart",
    "/session_start",
    '/answer{"fact": "household.monthly_income"}',
    "/ask_human\u200b",
    " /ask_human",
    "／ask_human",
    "/ASK_HUMAN",
    "action_forget_situation",
    "' OR '1'='1",
    "",
]
APPLICATION: dict[str, Any] = {
    "policy_ids": ["dibao"],
    "facts": {"household": {"size": 3}},
    "applicant": {"name": "张三", "id_number": "11010519491231002X", "phone": "13800138000"},
    "residence": "120104",
    "hukou": "120104",
    "commitment": True,
    "consent": True,
}


def application() -> dict[str, Any]:
    """An application of somebody who has none yet."""
    return {**APPLICATION, "applicant": {**APPLICATION["applicant"], "id_number": id_number_of(secrets.token_hex(8))}}


def buttons_of(answer: Answer) -> list[str]:
    """The buttons of the last reply."""
    return [button["value"] for button in answer.json()["replies"][-1]["buttons"]]


def together(*calls: Callable[[], Answer]) -> list[Answer]:
    """Sends them at the same moment."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [sent.result() for sent in [pool.submit(call) for call in calls]]


@pytest.mark.parametrize("value", FORGED, ids=ascii)
def test_a_button_that_was_never_offered_is_refused_and_changes_nothing(stranger: Stranger, value: str) -> None:
    stranger.say(OPENING)
    before = (stranger.facts(), stranger.history())
    assert stranger.press(value).status_code == 422
    assert (stranger.facts(), stranger.history()) == before


def test_a_button_of_another_conversation_is_refused(arrives: Callable[[], Stranger]) -> None:
    one, other = arrives(), arrives()
    value = next(value for value in buttons_of(one.say(OPENING)) if value.startswith("answer:"))
    assert other.press(value).status_code == 422
    assert (other.facts(), other.said()) == ({}, [])


def test_a_button_that_has_lapsed_is_refused(stranger: Stranger) -> None:
    value = next(value for value in buttons_of(stranger.say(OPENING)) if value.startswith("answer:"))
    for _ in range(MORE_THAN_BUTTONS_LAST):
        # Only replies make a button older, and every asking for a person is answered.
        stranger.send("POST", f"{stranger.path}/handover", {})
    before = stranger.facts()
    assert stranger.press(value).status_code == 422
    assert stranger.facts() == before


def test_a_message_sent_again_is_answered_with_the_same_words_and_said_once(stranger: Stranger) -> None:
    first, again = stranger.say(OPENING, client_id="once"), stranger.say(OPENING, client_id="once")
    assert first.json() == again.json()
    assert stranger.said() == [OPENING]


def test_another_text_under_the_same_client_id_is_not_said(stranger: Stranger) -> None:
    first = stranger.say(OPENING, client_id="once").json()
    other = stranger.say("我家十口人，没有收入", client_id="once").json()
    assert (other["replies"], other["facts"]) == (first["replies"], first["facts"])
    assert stranger.said() == [OPENING]


def test_a_message_sent_eight_times_at_once_is_said_once(stranger: Stranger) -> None:
    answers = together(*[lambda: stranger.say(OPENING, client_id="once")] * 8)
    assert {str(answer.json()["replies"]) for answer in answers} == {str(answers[0].json()["replies"])}
    assert stranger.said() == [OPENING]


def test_the_client_id_of_another_conversation_is_free(arrives: Callable[[], Stranger]) -> None:
    one, other = arrives(), arrives()
    one.say("我家三口人", client_id="same")
    assert other.say("我家五口人", client_id="same").json()["facts"]["household"]["size"] == 5


def test_an_application_sent_again_is_the_same_application(stranger: Stranger) -> None:
    key, mine = {"Idempotency-Key": secrets.token_hex(8)}, application()
    answers = together(*[lambda: stranger.send("POST", "/v1/applications", mine, key)] * 4)
    assert {(answer.status_code, answer.json()["number"]) for answer in answers} == {(201, answers[0].json()["number"])}


def test_another_application_under_the_same_key_is_refused(stranger: Stranger) -> None:
    key, mine = {"Idempotency-Key": secrets.token_hex(8)}, application()
    assert stranger.send("POST", "/v1/applications", mine, key).status_code == 201
    other = {**mine, "applicant": {**mine["applicant"], "name": "李四"}}
    assert stranger.send("POST", "/v1/applications", other, key).status_code == 409


def test_a_stranger_who_knows_a_key_learns_nothing_with_it(arrives: Callable[[], Stranger]) -> None:
    one, other = arrives(), arrives()
    key = {"Idempotency-Key": secrets.token_hex(8)}
    mine = {**application(), "conversation_id": one.id}
    assert one.send("POST", "/v1/applications", mine, key).status_code == 201
    assert other.send("POST", "/v1/applications", mine, key).status_code == 401
    assert other.send("POST", "/v1/applications", APPLICATION, key).status_code == 409


def test_of_eight_claims_at_once_one_person_has_the_conversation(stranger: Stranger, staff_key: dict[str, str]) -> None:
    stranger.send("POST", f"{stranger.path}/handover", {})
    claim = f"/v1/staff/conversations/{stranger.id}/claim"
    answers = together(*[lambda: stranger.send("POST", claim, headers=staff_key)] * 8)
    assert {(answer.status_code, answer.json()["claimed_by_me"]) for answer in answers} == {(200, True)}
    assert len([message for message in stranger.history() if (message["data"] or {}).get("event") == "joined"]) == 1


def test_a_conversation_that_was_erased_answers_nobody(stranger: Stranger) -> None:
    assert stranger.send("DELETE", stranger.path).status_code == 204
    assert [answer.status_code for answer in (stranger.say("你好"), stranger.send("DELETE", stranger.path))] == [404, 404]
