"""When the API is away, or too slow, or answers nonsense: the turn fails as a whole, and the dialogue stands where it stood.

The API takes a turn that failed for an outage: it says so, keeps what was told and answers later."""

import json
import time
import uuid
from urllib.request import Request, urlopen

import pytest

from bot.channel import LONGEST_TURN_SECONDS
from tests.bot.conftest import TOKEN, Bot, RecordingService, Talk, texts
from tests.bot.test_interruptions import SITUATION

FAILED = (503, {"error": "turn_failed"})


@pytest.fixture
def sender() -> str:
    """Gives a conversation of this test's own."""
    return uuid.uuid4().hex


@pytest.mark.parametrize("message", [SITUATION, "低保标准是多少", "丹阳呢", "转人工", "我不想活了", "/restart", "嘟嘟嘟嘟 xyz"])
def test_a_turn_the_service_does_not_answer_fails_as_a_whole(
    bot: Bot, service: RecordingService, sender: str, message: str
) -> None:
    service.status = 503
    assert bot.turn(sender, message) == FAILED


def test_an_interruption_during_the_absence_fails_as_a_whole(bot: Bot, service: RecordingService, sender: str) -> None:
    bot.turn(sender, SITUATION)
    service.status = 500
    assert bot.turn(sender, "低保标准是多少") == FAILED


def test_what_was_said_during_the_absence_can_be_answered_later_where_it_stood(
    bot: Bot, service: RecordingService, sender: str
) -> None:
    bot.turn(sender, SITUATION)
    service.status = 500
    assert bot.turn(sender, "五个") == FAILED
    service.forget()
    assert texts(bot.turn(sender, "五个")[1]) == ["open question"]
    assert service.calls[0].body["asked"] == "household.size"


def test_nothing_is_said_to_be_erased_that_was_not(bot: Bot, service: RecordingService, sender: str) -> None:
    bot.turn(sender, SITUATION)
    service.status = 500
    assert bot.turn(sender, "/restart") == FAILED
    service.forget()
    bot.turn(sender, "没有")
    assert service.verbs() == ["interview"]


def test_no_process_logs_what_a_resident_said(bot: Bot, service: RecordingService, sender: str) -> None:
    secret = "我叫王翠花，身份证丢了，手机尾号九五二七"
    service.status = 500
    bot.turn(sender, secret)
    service.status = 200
    bot.turn(sender, secret)
    for part in ("王翠花", "九五二七"):
        assert part not in bot.log_text()


def test_the_request_id_stands_in_the_logs_of_both_processes(talk: Talk, service: RecordingService, bot: Bot) -> None:
    talk("你好")
    request_id = service.calls[0].headers["X-Request-ID"]
    assert all(request_id in log.read_text() for log in bot.logs)


def test_a_frozen_service_fails_the_turn_before_the_api_gives_up(bot: Bot, service: RecordingService, sender: str) -> None:
    service.seconds = 2 * LONGEST_TURN_SECONDS
    started = time.monotonic()
    assert bot.turn(sender, SITUATION) == FAILED
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
