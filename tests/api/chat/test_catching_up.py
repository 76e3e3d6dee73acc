"""What was said while the bot was away is answered when it is back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from api.chat import catching_up
from api.core.clock import now
from api.core.database import unit_of_work
from api.models import Conversation, Message
from tests.api.chat.test_turns import is_outage
from tests.api.rasa_stand_in import RasaStandIn, rasa_stand_in
from tests.api.talk import Talk, open_talk

UNDERSTOOD = {"facts": {"household": {"size": 3}, "people": []}, "mentions": []}


@pytest.fixture
def actions(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RasaStandIn]:
    """An understanding that takes every sentence for the size of a household."""
    with rasa_stand_in() as server:
        server.says = UNDERSTOOD
        monkeypatch.setenv("ACTIONS_URL", server.address)
        yield server


@pytest.fixture
def talk(rasa: RasaStandIn, actions: RasaStandIn, index: Path, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talk]:
    """A conversation whose service looks for what is unheard all the time."""
    monkeypatch.setattr(catching_up, "EVERY_SECONDS", 0.05)
    with TestClient(app) as browser:
        yield open_talk(browser)


def wait_for(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.05)


def answers(talk: Talk) -> list[str]:
    """What the bot said after the honest sentence."""
    texts = [message["text"] for message in talk.history() if message["answers"]]
    return texts[1:]


def test_it_is_answered_without_being_said_again(rasa: RasaStandIn, talk: Talk) -> None:
    rasa.status = 500
    assert is_outage(talk.say("家里三口人"))
    rasa.status = 200
    wait_for(lambda: answers(talk) == ["好的"])
    assert talk.said() == ["家里三口人"]


def test_it_is_answered_only_once(rasa: RasaStandIn, talk: Talk) -> None:
    rasa.status = 500
    talk.say("家里三口人")
    rasa.status = 200
    wait_for(lambda: answers(talk))
    time.sleep(0.5)
    assert answers(talk) == ["好的"]


def test_everything_said_in_an_outage_is_answered_in_its_order(rasa: RasaStandIn, talk: Talk) -> None:
    rasa.status = 500
    talk.say("低保怎么申请")
    talk.say("谢谢")
    rasa.heard.clear()
    rasa.status = 200
    wait_for(lambda: len(answers(talk)) == 3)
    assert rasa.messages == ["低保怎么申请", "谢谢"]


def test_what_fails_again_and_again_goes_to_a_person(rasa: RasaStandIn, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catching_up, "PATIENCE", timedelta(0))
    rasa.says = []
    talk.say("家里三口人")
    wait_for(lambda: len(answers(talk)) == 2)
    told, handed_over = talk.history()[-2:]
    assert ("没能回答" in told["text"], handed_over["type"]) == (True, "handover")
    heard = len(rasa.messages)
    time.sleep(0.5)
    assert len(rasa.messages) == heard == 1 + catching_up.MOST_TRIES


def test_what_has_not_failed_for_long_is_tried_on(rasa: RasaStandIn, talk: Talk) -> None:
    rasa.says = []
    talk.say("家里三口人")
    wait_for(lambda: len(rasa.messages) > 1 + catching_up.MOST_TRIES)
    rasa.says = [{"text": "好的"}]
    wait_for(lambda: answers(talk) == ["好的"])


def test_once_the_conversation_has_gone_on_only_the_facts_are_kept(rasa: RasaStandIn, actions: RasaStandIn, talk: Talk) -> None:
    rasa.status, actions.status = 500, 500
    talk.say("家里三口人")
    rasa.status = 200
    talk.say("还在吗")
    rasa.heard.clear()
    actions.status = 200
    wait_for(lambda: talk.facts()["facts"].get("household"))
    assert (rasa.messages, talk.facts()["facts"]["household"]) == ([], {"size": 3})


def test_whoever_has_gone_to_a_person_is_not_answered_by_the_bot(rasa: RasaStandIn, talk: Talk) -> None:
    rasa.status = 500
    talk.say("家里三口人")
    talk.browser.post(f"{talk.path}/handover", json={}, headers=talk.key)
    rasa.status = 200
    time.sleep(0.5)
    assert "好的" not in answers(talk)


def test_a_message_whose_process_died_is_answered(rasa: RasaStandIn, talk: Talk) -> None:
    rasa.says = [{"text": "第一次"}]
    talk.send(text="家里三口人", client_id="lost")
    rasa.says = [{"text": "第二次"}]
    with unit_of_work() as session:
        long_ago = now() - timedelta(minutes=1)
        session.execute(update(Message).where(Message.client_id == "lost").values(answered=False, at=long_ago))
    wait_for(lambda: answers(talk) == ["第二次"])


def test_what_was_said_long_ago_is_left_alone(rasa: RasaStandIn, talk: Talk) -> None:
    rasa.status = 500
    talk.send(text="家里三口人", client_id="old")
    with unit_of_work() as session:
        session.execute(update(Message).where(Message.client_id == "old").values(at=now() - timedelta(hours=1)))
    rasa.status = 200
    time.sleep(0.5)
    assert answers(talk) == []


def test_what_is_said_in_an_outage_is_read_in_the_light_of_the_open_question(
    rasa: RasaStandIn, actions: RasaStandIn, talk: Talk
) -> None:
    with unit_of_work() as session:
        session.get_one(Conversation, talk.id).asked_fact = "household.size"
    rasa.status = 500
    talk.say("三个")
    assert (actions.heard[-1]["text"], actions.heard[-1]["asked"]) == ("三个", "household.size")
