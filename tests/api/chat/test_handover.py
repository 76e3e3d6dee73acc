"""From the bot to a person, also while the bot is down."""

from __future__ import annotations

from typing import Any

import pytest

from api.core.database import unit_of_work
from api.handover import service as desk
from api.models import Conversation
from tests.api.rasa_stand_in import RasaStandIn
from tests.api.talk import Talk


def hand_over(talk: Talk, **body: Any) -> dict[str, Any]:
    """Asks for a person."""
    answer = talk.browser.post(f"{talk.path}/handover", json=body, headers=talk.key)
    assert answer.status_code == 200, answer.text
    asked: dict[str, Any] = answer.json()
    return asked


def test_a_person_can_be_had_while_the_bot_is_down(talk: Talk) -> None:
    asked = hand_over(talk)
    assert (asked["mode"], asked["replies"][0]["type"]) == ("waiting", "handover")


def test_the_button_to_a_person_works_while_the_bot_is_down(talk: Talk) -> None:
    talk.say("你好")
    turn = talk.send(button="/ask_human").json()
    assert (turn["mode"], turn["replies"][0]["type"]) == ("waiting", "handover")


def test_the_button_to_a_person_never_goes_through_the_bot(rasa: RasaStandIn, answered: Talk) -> None:
    answered.send(button="/ask_human")
    assert rasa.heard == []


def test_whoever_waits_is_told_how_many_wait_before_them(talk: Talk, stranger: Talk) -> None:
    assert hand_over(talk)["replies"][0]["data"]["position"] == 0
    assert hand_over(stranger)["replies"][0]["data"]["position"] == 1


def test_whoever_waits_is_told_a_phone_number(talk: Talk) -> None:
    reply = hand_over(talk)["replies"][0]
    assert ("12345" in reply["text"], reply["data"]["phone"]) == (True, "12345")


def test_asking_twice_keeps_the_place(talk: Talk, stranger: Talk) -> None:
    hand_over(talk)
    hand_over(stranger)
    assert hand_over(talk)["replies"][0]["data"]["position"] == 0


def test_while_a_person_is_awaited_the_bot_is_silent(rasa: RasaStandIn, answered: Talk) -> None:
    hand_over(answered)
    turn = answered.say("我等着")
    assert (turn["mode"], turn["replies"], rasa.heard) == ("waiting", [], [])
    assert answered.said() == ["我等着"]


def test_the_hand_over_is_part_of_the_history(talk: Talk) -> None:
    reply = hand_over(talk, reason="complain")["replies"][0]
    assert talk.history()[-1] == reply


@pytest.mark.parametrize("reason", ["a" * 65, 3, ["x"]])
def test_an_ill_formed_reason_is_refused(talk: Talk, reason: Any) -> None:
    assert talk.browser.post(f"{talk.path}/handover", json={"reason": reason}, headers=talk.key).status_code == 422


def test_a_person_can_be_asked_for_with_no_body_at_all(talk: Talk) -> None:
    assert talk.browser.post(f"{talk.path}/handover", headers=talk.key).json()["mode"] == "waiting"


def test_what_becomes_urgent_while_waiting_stands_in_the_queue_as_urgent(talk: Talk) -> None:
    talk.browser.post(f"{talk.path}/handover", json={}, headers=talk.key)
    with unit_of_work() as session:
        desk.hand_over(session, session.get_one(Conversation, talk.id), "emergency", desk.EMERGENCY_PRIORITY)
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, talk.id)
        assert (conversation.mode, conversation.handover_reason, conversation.priority) == ("waiting", "emergency", 10)
