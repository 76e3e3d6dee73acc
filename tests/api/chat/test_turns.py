"""One turn: what reaches the bot, what comes back, what happens when the bot is silent."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from api.core.clock import now
from api.core.database import unit_of_work
from api.models import Conversation, Message
from api.wording import words
from tests.api.rasa_stand_in import RasaStandIn
from tests.api.talk import Talk, open_talk

BUTTON = {"title": "一级", "value": 'answer:people.p2.disability_grade={"min": 1}'}


def is_outage(turn: dict[str, Any]) -> bool:
    """Whether the turn was answered by the honest sentence, with a way to a person and a phone number."""
    reply = turn["replies"][0]
    return bool(
        len(turn["replies"]) == 1
        and (reply["type"], reply["data"]) == ("notice", {"outage": True})
        and "12345" in reply["text"]
        and [button["value"] for button in reply["buttons"]] == ["/ask_human"]
    )


def offer(rasa: RasaStandIn, talk: Talk, *buttons: dict[str, str]) -> None:
    """Lets the bot offer buttons."""
    rasa.says = [{"custom": {"type": "question", "text": "几级？", "buttons": list(buttons), "data": None}}]
    talk.say("我妈有残疾证")


def test_what_the_bot_says_is_answered_and_kept(answered: Talk) -> None:
    turn = answered.say("你好")
    assert [(reply["text"], reply["sender"]) for reply in turn["replies"]] == [("好的", "bot")]
    assert answered.history()[-1] == turn["replies"][0]


def test_the_bot_is_told_which_message_and_which_request_it_answers(rasa: RasaStandIn, answered: Talk) -> None:
    answer = answered.send(text="你好")
    said = answered.history()[-2]
    assert rasa.heard[-1] == {
        "sender": answered.id,
        "message": "你好",
        "metadata": {"message_id": said["id"], "request_id": answer.headers["x-request-id"], "button": None, "near": []},
    }


def test_the_request_id_and_the_token_go_with_the_turn(rasa: RasaStandIn, answered: Talk) -> None:
    answer = answered.send(text="你好")
    assert rasa.headers[-1]["X-Request-ID"] == answer.headers["x-request-id"]
    assert rasa.headers[-1]["X-Internal-Token"] == "internal-token-of-the-tests"


def test_a_proxy_of_the_environment_does_not_stand_between_us_and_the_bot(
    rasa: RasaStandIn, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with TestClient(app) as browser:
        assert open_talk(browser).say("你好")["replies"][0]["text"] == "好的"


def test_a_reply_of_ours_keeps_its_type_and_data(rasa: RasaStandIn, answered: Talk) -> None:
    custom = {"type": "question", "text": "几口人？", "buttons": [BUTTON], "data": {"fact": "household.size"}}
    rasa.says = [{"recipient_id": "x", "custom": custom}]
    reply = answered.say("你好")["replies"][0]
    assert {name: reply[name] for name in custom} == custom


def test_a_plain_response_of_the_dialogue_model_keeps_its_buttons(rasa: RasaStandIn, answered: Talk) -> None:
    rasa.says = [{"text": "不客气", "buttons": [{"title": "转人工", "payload": "/ask_human"}]}]
    assert answered.say("谢谢")["replies"][0]["buttons"] == [{"title": "转人工", "value": "/ask_human"}]


def test_several_replies_come_in_order(rasa: RasaStandIn, answered: Talk) -> None:
    rasa.says = [{"text": "一"}, {"text": "二"}, {"text": "三"}]
    assert [reply["text"] for reply in answered.say("你好")["replies"]] == ["一", "二", "三"]


@pytest.mark.parametrize("text", ["/restart", " /restart", "／restart", '/inform{"size": 3}', "\u200b/restart", "//deny"])
def test_a_typed_command_is_kept_as_said_but_never_sent_as_a_command(rasa: RasaStandIn, answered: Talk, text: str) -> None:
    answered.say(text)
    assert rasa.messages[-1].startswith("／")
    assert answered.said() == [text.strip("\u200b ")]


def test_what_cannot_be_seen_does_not_reach_the_bot(rasa: RasaStandIn, answered: Talk) -> None:
    answered.say("\u202e低\u200b保\x00 ")
    assert rasa.messages == ["低保"]


@pytest.mark.parametrize("text", ["", "   ", "👍", "😭😭😭", "。。。", "\u200b", "\x00"])
def test_a_message_without_words_gets_a_kind_reply_without_the_bot(rasa: RasaStandIn, answered: Talk, text: str) -> None:
    reply = answered.say(text)["replies"][0]
    assert "/ask_human" in [button["value"] for button in reply["buttons"]]
    assert rasa.heard == []


def test_a_message_of_two_thousand_characters_is_taken(rasa: RasaStandIn, answered: Talk) -> None:
    answered.say("低" * 2000)
    assert rasa.messages == ["低" * 2000]


def test_a_longer_message_is_refused_kindly_and_not_kept(rasa: RasaStandIn, answered: Talk) -> None:
    refusal = answered.send(text="低" * 2001)
    assert (refusal.status_code, refusal.json()["detail"]) == (
        413,
        "一次最多写 2000 个字，您写了 2001 个字。请分成几次发，您写的内容还在输入框里。",
    )
    assert (answered.said(), rasa.heard) == ([], [])


def test_length_is_judged_on_what_can_be_seen(answered: Talk) -> None:
    assert answered.send(text="低" * 2000 + "\u200b" * 500).status_code == 200


def test_a_hundred_thousand_digits_are_refused_within_a_second(answered: Talk) -> None:
    began = time.monotonic()
    assert answered.send(text="1" * 100_000).status_code == 413
    assert time.monotonic() - began < 1


def test_a_megabyte_is_refused(answered: Talk) -> None:
    assert answered.send(text="1" * 1_000_000).status_code in (413, 422)


def test_half_a_character_is_dropped_and_the_rest_is_answered(rasa: RasaStandIn, answered: Talk) -> None:
    body = '{"text": "低保\\ud83d"}'.encode()
    headers = {**answered.key, "content-type": "application/json"}
    answer = answered.browser.post(f"{answered.path}/messages", content=body, headers=headers)
    assert (answer.status_code, answered.said(), rasa.messages) == (200, ["低保"], ["低保"])


def test_a_button_that_was_never_offered_is_refused(rasa: RasaStandIn, answered: Talk) -> None:
    refusal = answered.send(button="/restart")
    assert (refusal.status_code, refusal.json()["field"]) == (422, "button")
    assert (answered.said(), rasa.heard) == ([], [])


def test_a_button_offered_in_another_conversation_is_refused(rasa: RasaStandIn, answered: Talk) -> None:
    offer(rasa, answered, BUTTON)
    other = answered.browser.post("/v1/conversations", json={}).json()
    headers = {"Authorization": f"Bearer {other['token']}"}
    pressed = answered.browser.post(
        f"/v1/conversations/{other['id']}/messages", json={"button": BUTTON["value"]}, headers=headers
    )
    assert pressed.status_code == 422


def test_an_offered_button_is_said_by_its_title(rasa: RasaStandIn, answered: Talk) -> None:
    offer(rasa, answered, {"title": "不清楚", "value": "/unsure"})
    answered.send(button="/unsure")
    assert (answered.said()[-1], rasa.messages[-1]) == ("不清楚", "/unsure")


def test_a_button_that_answers_a_fact_carries_its_value_beside_the_words(rasa: RasaStandIn, answered: Talk) -> None:
    offer(rasa, answered, BUTTON)
    answered.send(button=BUTTON["value"])
    assert (answered.said()[-1], rasa.messages[-1]) == ("一级", "/answer")
    assert rasa.heard[-1]["metadata"]["button"] == {"fact": "people.p2.disability_grade", "value": {"min": 1}, "about": None}


def test_a_button_that_says_something_is_sent_as_if_typed(rasa: RasaStandIn, answered: Talk) -> None:
    answered.send(button="say:低保怎么申请")
    assert (answered.said(), rasa.messages) == (["低保怎么申请"], ["低保怎么申请"])


def test_a_button_that_says_a_command_sends_none(rasa: RasaStandIn, answered: Talk) -> None:
    offer(rasa, answered, {"title": "重来", "value": "say:/restart"})
    answered.send(button="say:/restart")
    assert rasa.messages[-1] == "／restart"


def test_a_bot_that_is_down_is_admitted(talk: Talk) -> None:
    assert is_outage(talk.say("我家三口人"))


def test_what_was_said_while_the_bot_was_down_is_not_lost(talk: Talk) -> None:
    talk.say("我家三口人")
    assert talk.said() == ["我家三口人"]
    assert "12345" in talk.history()[-1]["text"]


@pytest.mark.parametrize("says", [[], {}, None, "", "<html>", "[", {"text": "x"}], ids=repr)
def test_a_bot_that_says_nothing_usable_is_admitted(rasa: RasaStandIn, answered: Talk, says: Any) -> None:
    rasa.says = says
    assert is_outage(answered.say("你好"))


@pytest.mark.parametrize("status", [401, 404, 500, 502, 503])
def test_a_bot_that_fails_is_admitted(rasa: RasaStandIn, answered: Talk, status: int) -> None:
    rasa.status = status
    assert is_outage(answered.say("你好"))


def test_a_bot_that_is_too_slow_is_not_waited_for(rasa: RasaStandIn, answered: Talk) -> None:
    rasa.late = 30
    began = time.monotonic()
    assert is_outage(answered.say("你好"))
    assert 1.9 < time.monotonic() - began < 5


def test_the_bot_answers_again_once_it_is_back(rasa: RasaStandIn, answered: Talk) -> None:
    rasa.status = 500
    answered.say("你好")
    rasa.status = 200
    assert answered.say("你好")["replies"][0]["text"] == "好的"


def test_the_page_is_told_who_answers(answered: Talk) -> None:
    assert answered.say("你好")["mode"] == "bot"


def let_pass(talk: Talk, hours: int) -> None:
    with unit_of_work() as session:
        earlier = now() - timedelta(hours=hours)
        session.execute(update(Message).where(Message.conversation_id == talk.id).values(at=earlier))


@pytest.mark.parametrize(("hours", "welcomed"), [(1, False), (26, True)])
def test_who_comes_back_is_told_that_what_was_said_is_still_known(answered: Talk, hours: int, welcomed: bool) -> None:
    with unit_of_work() as session:
        session.get_one(Conversation, answered.id).facts = {"household": {"size": 3}}
    answered.say("你好")
    let_pass(answered, hours)
    first = answered.say("两千")["replies"][0]
    assert (first["text"] == words("dialogue")["welcome_back"]["text"]) is welcomed


def test_of_whom_nothing_is_known_nothing_is_said_to_be_remembered(answered: Talk) -> None:
    answered.say("你好")
    let_pass(answered, 26)
    assert answered.say("你好")["replies"][0]["text"] != words("dialogue")["welcome_back"]["text"]
