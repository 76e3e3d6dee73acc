"""What staff see: the queue, and one resident's case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.core.clock import now
from api.core.database import unit_of_work
from api.handover.service import EMERGENCY_PRIORITY, hand_over
from api.models import AuditEntry, Conversation

Make = Callable[..., Any]


def test_an_emergency_comes_before_who_waits_longer(staff: Make, waiting: Make) -> None:
    first, second, urgent = waiting(), waiting(), waiting(emergency=True)
    rows = staff("wang").queue()
    assert [row["conversation_id"] for row in rows] == [urgent.id, first.id, second.id]
    assert [row["priority"] for row in rows] == [10, 0, 0]


def test_the_queue_says_why_how_long_and_what_was_said_last(staff: Make, waiting: Make) -> None:
    resident = waiting()
    resident.say("我母亲\n" + "病" * 70)
    with unit_of_work() as session:
        session.get_one(Conversation, resident.id).waiting_since = now() - timedelta(minutes=2)
    row = staff("wang").queue()[0]
    assert 120 <= row["waiting_seconds"] < 180
    assert (row["reason"], row["reason_text"], row["mode"], row["claimed_by"]) == ("asked", "居民要找工作人员", "waiting", None)
    assert row["last_text"] == "我母亲 " + "病" * 56


def test_a_reason_in_the_residents_own_words_stays_as_it_is(staff: Make, resident: Make) -> None:
    arrived = resident()
    arrived.browser.post(f"{arrived.path}/handover", json={"reason": "听不懂"})
    assert staff("wang").queue()[0]["reason_text"] == "听不懂"


def test_whoever_talks_with_the_bot_is_not_in_the_queue(staff: Make, resident: Make) -> None:
    resident()
    assert staff("wang").queue() == []


def test_a_claimed_conversation_stays_in_the_queue_with_its_person(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    row = staff("li").queue()[0]
    assert (row["mode"], row["claimed_by"]) == ("human", "wang")


def test_the_case_holds_what_was_understood_and_shown(staff: Make, waiting: Make) -> None:
    resident = waiting()
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, resident.id)
        conversation.facts = {"household": {"size": 3}}
        conversation.provenance = {"household.size": "said"}
        conversation.declined = ["household.savings"]
        conversation.policies_shown = ["dibao"]
        conversation.facts_consent = True
    packet = staff("wang").open(resident).json()["packet"]
    assert packet["facts"] == {"household": {"size": 3}}
    assert [(row["path"], row["value"], row["origin"]) for row in packet["readback"]] == [("household.size", 3, "said")]
    assert packet["provenance"] == {"household.size": "said"}
    assert packet["declined"] == ["household.savings"]
    assert [(shown["policy_id"], shown["name"]) for shown in packet["policies_shown"]] == [("dibao", "最低生活保障")]
    assert (packet["consent"], packet["reason"], packet["priority"]) == (True, "asked", 0)


def test_the_case_says_where_to_go_for_what_was_shown(staff: Make, waiting: Make) -> None:
    resident = waiting()
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, resident.id)
        conversation.facts = {"household": {"hukou": "120104"}}
        conversation.policies_shown = ["dibao", "no-longer-there"]
    shown, gone = staff("wang").open(resident).json()["packet"]["policies_shown"]
    windows = shown["where_to_go"]["windows"]
    assert "乡镇" in shown["where"]
    assert (windows[0]["office"], windows[0]["place_name"]) == ("street_assistance", "天津市南开区")
    assert (gone["name"], gone["where"], gone["where_to_go"]) == ("no-longer-there", None, None)


def test_the_case_says_which_groups_of_the_register_and_what_to_look_at_again(staff: Make, waiting: Make) -> None:
    resident = waiting()
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, resident.id)
        conversation.facts = {
            "household": {"hukou": "120104", "receiving": ["dibao"], "homes": 2},
            "people": [{"id": "mother", "relation": "mother", "age": 70, "disability_grade": 1}],
        }
    packet = staff("wang").open(resident).json()["packet"]
    sure = {(tag["name"], tag["person_name"]) for tag in packet["tags"] if tag["outcome"]}
    assert {("低保家庭", None), ("重度残疾人", "您母亲")} <= sure
    assert [(row["id"], "第四十八条" in row["hearing"]) for row in packet["warnings"]] == [("two-homes", True)]


def test_where_nothing_is_known_no_group_is_guessed(staff: Make, waiting: Make) -> None:
    packet = staff("wang").open(waiting()).json()["packet"]
    assert (packet["tags"], packet["warnings"]) == ([], [])


def test_the_case_holds_what_was_said_before(staff: Make, waiting: Make) -> None:
    resident = waiting()
    resident.say("我想问低保")
    senders = [(message["sender"], message["type"]) for message in staff("wang").open(resident).json()["messages"]]
    assert senders == [("bot", "text"), ("bot", "handover"), ("resident", "text")]


def test_a_look_at_a_case_is_recorded_once_however_often_the_page_asks(staff: Make, waiting: Make, audited: Make) -> None:
    person, resident = staff("wang"), waiting()
    for _ in range(3):
        person.open(resident)
    staff("li").open(resident)
    assert audited(resident.id)[1:] == [("wang", "conversation_viewed"), ("li", "conversation_viewed")]


def test_a_later_look_is_recorded_again(staff: Make, waiting: Make, audited: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    person, resident = staff("wang"), waiting()
    person.open(resident)
    # What was recorded cannot be moved into the past.
    monkeypatch.setattr("api.staff.inbox.ONE_LOOK", timedelta(0))
    person.open(resident)
    assert audited(resident.id)[1:] == [("wang", "conversation_viewed")] * 2


def test_a_case_nobody_knows_is_not_found(staff: Make) -> None:
    answer = staff("wang").browser.get("/v1/staff/conversations/unknown")
    assert (answer.status_code, answer.json()["detail"]) == (404, "没有找到这次对话，可能已经删除。请刷新页面重新开始。")


def test_the_audit_names_the_request(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    answer = person.open(resident)
    with unit_of_work() as session:
        viewed = select(AuditEntry.request_id).where(AuditEntry.action == "conversation_viewed")
        assert session.scalars(viewed).all() == [answer.headers["X-Request-ID"]]


def test_what_showed_an_emergency_does_not_vanish_under_what_is_said_later(staff: Make, resident: Make) -> None:
    somebody = resident()
    somebody.say("家里着火了")
    with unit_of_work() as session:
        hand_over(session, session.get_one(Conversation, somebody.id), "emergency", EMERGENCY_PRIORITY)
    somebody.say("一个月三千多")
    assert staff("wang").queue()[0]["last_text"] == "家里着火了"
