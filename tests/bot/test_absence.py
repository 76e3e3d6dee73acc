"""When the API is away, or too slow, or answers nonsense: one honest sentence, and the dialogue stands where it stood."""

import json
import time
import uuid
from urllib.request import Request, urlopen

import pytest

from bot.channel import LONGEST_TURN_SECONDS
from tests.bot.conftest import TOKEN, Bot, RecordingService, Talk, texts
from tests.bot.test_interruptions import SITUATION, response


def test_an_absent_service_is_admitted_with_a_way_to_a_person(talk: Talk, service: RecordingService) -> None:
    service.status = 500
    replies = talk(SITUATION)
    assert texts(replies) == [response("utter_service_unavailable")]
    assert replies[0]["buttons"][0]["value"] == "/ask_human"
    assert "12345" in replies[0]["text"]


@pytest.mark.parametrize("message", ["低保标准是多少", "转人工", "我不想活了", "/restart", "嘟嘟嘟嘟 xyz"])
def test_every_action_admits_an_absent_service_once(talk: Talk, service: RecordingService, message: str) -> None:
    service.status = 503
    assert texts(talk(message)) == [response("utter_service_unavailable")]


def test_an_interruption_during_the_absence_is_answered_once(talk: Talk, service: RecordingService) -> None:
    talk(SITUATION)
    service.status = 500
    assert texts(talk("低保标准是多少")) == [response("utter_service_unavailable")]


def test_the_interview_goes_on_where_it_stood_once_the_service_is_back(talk: Talk, service: RecordingService) -> None:
    talk(SITUATION)
    service.status = 500
    talk("五个")
    service.forget()
    assert texts(talk("五个")) == ["open question"]
    assert service.calls[0].body["asked"] == "household.size"


def test_nothing_is_said_to_be_erased_that_was_not(talk: Talk, service: RecordingService) -> None:
    talk(SITUATION)
    service.status = 500
    talk("/restart")
    service.forget()
    talk("没有")
    assert service.verbs() == ["interview"]


def test_no_process_logs_what_a_resident_said(talk: Talk, service: RecordingService, bot: Bot) -> None:
    secret = "我叫王翠花，身份证丢了，手机尾号九五二七"
    service.status = 500
    talk(secret)
    service.status = 200
    talk(secret)
    for part in ("王翠花", "九五二七"):
        assert part not in bot.log_text()


def test_the_request_id_stands_in_the_logs_of_both_processes(talk: Talk, service: RecordingService, bot: Bot) -> None:
    talk("你好")
    request_id = service.calls[0].headers["X-Request-ID"]
    assert all(request_id in log.read_text() for log in bot.logs)


def test_a_frozen_service_is_admitted_before_the_api_gives_up(talk: Talk, service: RecordingService) -> None:
    service.seconds = 2 * LONGEST_TURN_SECONDS
    started = time.monotonic()
    assert texts(talk(SITUATION)) == [response("utter_service_unavailable")]
    assert time.monotonic() - started < LONGEST_TURN_SECONDS


def test_a_frozen_action_server_fails_the_turn_and_holds_nobody_for_longer(bot: Bot, service: RecordingService) -> None:
    sender = uuid.uuid4().hex
    with bot.actions.frozen():
        started = time.monotonic()
        assert bot.turn(sender, "低保标准是多少") == (503, {"error": "turn_failed"})
        assert time.monotonic() - started < LONGEST_TURN_SECONDS
    assert texts(bot.turn(sender, "低保标准是多少")[1]) == ["answer"]


def test_of_a_turn_whose_action_failed_nothing_is_remembered(bot: Bot, service: RecordingService) -> None:
    sender = uuid.uuid4().hex
    bot.turn(sender, SITUATION)
    with bot.actions.frozen():
        assert bot.turn(sender, "再见，转人工")[0] == 503
    service.forget()
    assert texts(bot.turn(sender, "五个")[1]) == ["open question"]
    assert service.calls[0].body["asked"] == "household.size"


def test_a_turn_the_api_gave_up_on_frees_its_conversation(bot: Bot, service: RecordingService) -> None:
    sender = uuid.uuid4().hex
    service.seconds = 5.0
    body = json.dumps({"sender": sender, "message": SITUATION, "metadata": {}}).encode()
    with pytest.raises(TimeoutError):
        urlopen(Request(f"{bot.rasa_url}/webhooks/gateway/webhook", data=body, headers={"X-Internal-Token": TOKEN}), timeout=1)
    service.forget()
    started = time.monotonic()
    assert texts(bot.turn(sender, SITUATION)[1]) == ["open question"]
    assert time.monotonic() - started < 3
