"""Where to go, in answers: at the place of the household, which is asked for once while it is not known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.chat.messages import add_reply
from api.core.database import unit_of_work
from api.core.settings import settings
from api.models import Conversation
from knowledge.catalogue import load_catalogue
from tests.api.dialogue.conftest import Actions

WHERE = "低保去哪办"
NANKAI = {"household": {"hukou": "120104"}}


@pytest.fixture
def informed(index: Path, actions: Actions) -> Actions:
    """A conversation in which policies can be looked up."""
    return actions


def say(actions: Actions, verb: str, **turn: Any) -> list[dict[str, Any]]:
    """The replies of one verb, kept in the conversation as a turn keeps them."""
    replies: list[dict[str, Any]] = actions.do(verb, **turn)["replies"]
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, actions.talk.id)
        for reply in replies:
            add_reply(session, conversation, reply)
    return replies


def test_where_to_go_is_answered_with_the_windows_of_the_place(informed: Actions) -> None:
    informed.talk.correct(household__hukou="120104")
    (reply,) = [reply for reply in say(informed, "answer", text=WHERE) if "where_to_go" in (reply["data"] or {})]
    assert reply["data"]["where_to_go"]["locality"] == "120104"
    assert "办事窗口：示范街道社会救助窗口（演示数据）" in reply["text"]
    assert "12345" in reply["text"]


def test_the_words_of_the_policy_itself_stay(informed: Actions) -> None:
    informed.talk.correct(household__hukou="650000")
    text = say(informed, "answer", text=WHERE)[0]["text"]
    assert load_catalogue().policies["dibao"].apply.where in text
    assert "新疆维吾尔自治区还没有可用的窗口信息" in text
    assert "办事窗口" not in text


@pytest.mark.parametrize("question", ["低保去哪申请，要带什么材料", "低保找谁办，几天能批"])
def test_it_is_answered_too_where_the_question_asks_for_more(informed: Actions, question: str) -> None:
    informed.talk.correct(household__hukou="120104")
    assert "办事窗口" in say(informed, "answer", text=question)[0]["text"]


def test_whoever_asks_for_something_else_is_not_told_of_windows(informed: Actions) -> None:
    replies = say(informed, "answer", text="低保一个月多少钱")
    assert [reply["type"] for reply in replies if reply["type"] != "policies"] == []
    assert "where_to_go" not in replies[0]["data"]


def test_while_the_place_is_unknown_it_is_asked_for_in_one_sentence(informed: Actions) -> None:
    question = say(informed, "answer", text=WHERE)[-1]
    assert (question["type"], question["data"]["fact"]) == ("question", "household.hukou")
    assert question["text"].count("？") == 1
    assert informed.state().asked_fact == "household.hukou"


def test_of_a_whole_city_the_county_is_asked_for(informed: Actions) -> None:
    informed.talk.correct(household__hukou="120000")
    assert say(informed, "answer", text=WHERE)[-1]["type"] == "question"


def test_where_no_window_is_known_the_place_is_not_asked_for(informed: Actions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEFAULT_LOCALITY", "650000")
    settings.cache_clear()
    assert say(informed, "answer", text=WHERE)[-1]["type"] == "policies"


def test_an_open_question_of_the_interview_is_not_pushed_aside(informed: Actions) -> None:
    informed.ask("household.savings")
    assert say(informed, "answer", text=WHERE)[-1]["type"] == "policies"
    assert informed.state().asked_fact == "household.savings"


@pytest.mark.parametrize("verb", ["interview", "abstain", "answer"])
def test_told_the_place_the_windows_are_said_and_no_interview_begins(informed: Actions, verb: str) -> None:
    say(informed, "answer", text=WHERE)
    replies = say(informed, verb, text="南开", facts=NANKAI)
    assert replies[-1]["text"].startswith("最低生活保障")
    assert "示范街道社会救助窗口（演示数据）" in replies[-1]["text"]
    assert replies[-1]["data"]["where_to_go"]["locality"] == "120104"
    assert informed.state().asked_fact is None


def test_told_no_more_than_the_city_the_line_to_call_is_said(informed: Actions) -> None:
    city = {"household": {"hukou": "120000"}}
    informed.talk.correct(household__hukou="120000")
    say(informed, "answer", text=WHERE)
    reply = say(informed, "interview", text="天津", facts=city)[-1]
    assert (reply["type"], reply["data"]["where_to_go"]["windows"], "12345" in reply["text"]) == ("text", [], True)


def test_whoever_cannot_say_the_place_is_told_the_line_and_is_not_asked_again(informed: Actions) -> None:
    say(informed, "answer", text=WHERE)
    assert "12345" in say(informed, "interview", text="不清楚", understood={"unsure": True})[-1]["text"]
    assert say(informed, "answer", text=WHERE)[-1]["type"] == "policies"


def test_whoever_tells_a_situation_instead_is_interviewed(informed: Actions) -> None:
    say(informed, "answer", text=WHERE)
    replies = say(informed, "interview", text="我家三口人", facts={"household": {"size": 3}})
    assert (replies[-1]["type"], replies[-1]["data"]["fact"] != "household.hukou") == ("question", True)


def test_a_place_asked_for_by_the_interview_goes_on_with_the_interview(informed: Actions) -> None:
    say(informed, "answer", text=WHERE)
    with unit_of_work() as session:
        asked = {"type": "question", "text": "？", "data": {"fact": "household.hukou"}}
        add_reply(session, session.get_one(Conversation, informed.talk.id), asked)
    assert say(informed, "interview", text="南开", facts=NANKAI)[-1]["type"] == "question"


def test_the_place_is_that_which_decides_for_the_policy(informed: Actions) -> None:
    informed.talk.correct(household__hukou="120104", household__residence="321181")
    found = [say(informed, "answer", text=text)[0]["data"] for text in (WHERE, "公租房去哪申请")]
    policies = [load_catalogue().policies[data["policies"][0]["policy_id"]].place for data in found]
    places = {"hukou": "120104", "residence": "321181"}
    assert [data["where_to_go"]["locality"] for data in found] == [places[whose] for whose in policies]


def test_the_same_answer_is_given_without_a_conversation(index: Path, actions: Actions) -> None:
    answer = actions.talk.browser.get("/v1/answers", params={"q": WHERE, "locality": "120104"}).json()
    assert answer["where_to_go"]["windows"][0]["office"] == "street_assistance"
    assert "办事窗口" in answer["answer"]
    assert actions.talk.browser.get("/v1/answers", params={"q": "低保一个月多少钱"}).json()["where_to_go"] is None


@pytest.mark.parametrize(("verb", "said"), [("why", "为什么问这个"), ("abstain", "嘟嘟嘟")])
def test_the_question_for_the_place_comes_back_after_what_was_no_answer(informed: Actions, verb: str, said: str) -> None:
    asked = say(informed, "answer", text=WHERE)[-1]
    again = say(informed, verb, text=said, interview=False)[-1]
    assert (again["type"], again["data"]) == ("question", asked["data"])
