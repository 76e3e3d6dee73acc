"""Danger is met first, by this service alone: no bot and no understanding is up in these tests unless it is said."""

from __future__ import annotations

import pytest

from tests.api.rasa_stand_in import RasaStandIn
from tests.api.talk import Talk

# Hinted at, not said.
POSSIBLE = "日子过不下去了"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("我不想活了", "12356"),
        ("老公又打我了", "12338"),
        ("孩子不见了", "110"),
        ("今晚没地方住，身上没钱", "救助管理站"),
        ("家里着火了", "119"),
        ("我爸在抢救，交不起押金", "120"),
    ],
)
def test_the_number_that_helps_is_said_while_every_other_part_is_down(talk: Talk, said: str, number: str) -> None:
    turn = talk.say(said)
    assert turn["mode"] == "waiting"
    assert number in turn["replies"][0]["text"]


def test_an_emergency_never_waits_for_the_bot(rasa: RasaStandIn, answered: Talk) -> None:
    assert "12356" in answered.say("我不想活了")["replies"][0]["text"]
    assert rasa.heard == []


def test_an_emergency_is_met_while_a_person_is_awaited(rasa: RasaStandIn, answered: Talk) -> None:
    answered.send(button="/ask_human")
    assert "110" in answered.say("他又打我了")["replies"][0]["text"]


def test_what_is_long_past_goes_to_the_bot(rasa: RasaStandIn, answered: Talk) -> None:
    turn = answered.say("我爸三年前去世了，去年家里着过火")
    assert (turn["mode"], [reply["text"] for reply in turn["replies"]]) == ("bot", ["好的"])


def test_who_only_asks_about_a_danger_is_answered_and_told_the_number_once(rasa: RasaStandIn, answered: Talk) -> None:
    asked = answered.say("被家暴可以去哪里申请保护令")
    assert (asked["mode"], asked["replies"][0]["text"]) == ("bot", "好的")
    assert "12338" in asked["replies"][1]["text"]
    assert [reply["text"] for reply in answered.say("如果老公打我可以报警吗")["replies"]] == ["好的"]


@pytest.mark.parametrize("said", ["我13岁", "我上五年级"])
def test_a_child_is_asked_nothing_and_gets_a_person(rasa: RasaStandIn, answered: Talk, said: str) -> None:
    turn = answered.say(said)
    assert (turn["mode"], rasa.heard) == ("waiting", [])
    assert "照顾你的大人" in turn["replies"][0]["text"]
    assert not any(reply["type"] == "question" for reply in turn["replies"])


def test_who_may_be_in_danger_is_answered_and_asked_once_with_the_number_beside(rasa: RasaStandIn, answered: Talk) -> None:
    turn = answered.say(POSSIBLE)
    assert (turn["mode"], turn["replies"][0]["text"]) == ("bot", "好的")
    assert "您现在安全吗" in turn["replies"][1]["text"]
    assert "12356" in turn["replies"][1]["text"]
    assert [reply["text"] for reply in answered.say(POSSIBLE)["replies"]] == ["好的"]


def test_who_then_says_not_to_be_safe_gets_the_numbers_and_a_person(rasa: RasaStandIn, answered: Talk) -> None:
    asked = answered.say(POSSIBLE)["replies"][1]
    turn = answered.send(button=asked["buttons"][0]["value"]).json()
    assert turn["mode"] == "waiting"
    assert "110" in turn["replies"][0]["text"]


def test_who_may_be_in_danger_while_a_person_is_awaited_is_told_the_number(rasa: RasaStandIn, answered: Talk) -> None:
    answered.send(button="/ask_human")
    assert any("12356" in reply["text"] for reply in answered.say(POSSIBLE)["replies"])
