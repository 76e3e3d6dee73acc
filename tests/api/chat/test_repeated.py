"""A message that arrives twice is answered once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update

from api.core.clock import now
from api.core.database import unit_of_work
from api.models import Message
from tests.api.rasa_stand_in import RasaStandIn
from tests.api.talk import Talk


def test_the_same_client_id_gives_the_same_answer(rasa: RasaStandIn, answered: Talk) -> None:
    first = answered.send(text="你好", client_id="once").json()
    assert answered.send(text="你好", client_id="once").json() == first
    assert (len(rasa.heard), answered.said()) == (1, ["你好"])


def test_two_copies_at_once_are_answered_once(rasa: RasaStandIn, answered: Talk) -> None:
    rasa.late = 0.3
    together = threading.Barrier(4)

    def send() -> dict[str, object]:
        together.wait()
        answer: dict[str, object] = answered.send(text="你好", client_id="once").json()
        return answer

    with ThreadPoolExecutor(4) as threads:
        answers = [copy.result() for copy in [threads.submit(send) for _ in range(4)]]
    assert answers == [answers[0]] * 4
    assert (len(rasa.heard), answered.said()) == (1, ["你好"])


def test_another_client_id_is_another_message(answered: Talk) -> None:
    answered.send(text="你好", client_id="one")
    answered.send(text="你好", client_id="two")
    assert answered.said() == ["你好", "你好"]


def test_without_a_client_id_every_message_counts(answered: Talk) -> None:
    answered.say("你好")
    answered.say("你好")
    assert answered.said() == ["你好", "你好"]


def test_two_conversations_may_use_the_same_client_id(talk: Talk, stranger: Talk) -> None:
    talk.send(text="你好", client_id="once")
    stranger.send(text="您好", client_id="once")
    assert (talk.said(), stranger.said()) == (["你好"], ["您好"])


def test_a_repeated_button_is_pressed_once(rasa: RasaStandIn, answered: Talk) -> None:
    rasa.says = [{"text": "好的", "buttons": [{"title": "不清楚", "payload": "/unsure"}]}]
    answered.say("你好")
    first = answered.send(button="/unsure", client_id="pressed").json()
    assert answered.send(button="/unsure", client_id="pressed").json() == first
    assert rasa.messages == ["你好", "/unsure"]


def test_a_message_whose_answer_was_lost_with_the_process_is_answered_when_it_comes_again(
    rasa: RasaStandIn, answered: Talk
) -> None:
    answered.send(text="/restart", client_id="lost")
    with unit_of_work() as session:
        long_ago = now() - timedelta(seconds=10)
        session.execute(update(Message).where(Message.client_id == "lost").values(answered=False, at=long_ago))
    answered.send(text="/restart", client_id="lost")
    assert rasa.messages == ["／restart", "／restart"]


@pytest.mark.parametrize("client_id", ["with blank", "a" * 65, "<script>", ""])
def test_an_ill_formed_client_id_is_refused(talk: Talk, client_id: str) -> None:
    assert talk.send(text="你好", client_id=client_id).status_code == 422
