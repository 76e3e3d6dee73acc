"""Questions in a conversation: what follows belongs to what was spoken of, one question back, a table, whom to ask instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.wording import words
from tests.api.databases import on_sqlite
from tests.api.dialogue.conftest import Actions
from tests.api.dialogue.test_interview import buttons
from tests.api.dialogue.whole_turns import say, told

pytestmark = on_sqlite
CHILD = {"people": [{"id": "p2", "relation": "child", "age": 8, "student_stage": "primary"}]}


@pytest.fixture
def informed(index: Path, actions: Actions) -> Actions:
    """A conversation in which policies can be looked up."""
    return actions


def pressed(replies: list[dict[str, Any]], button: int) -> str:
    """What a button of the first reply says."""
    return str(replies[0]["buttons"][button]["value"].removeprefix("say:"))


@pytest.mark.parametrize(
    ("text", "says"),
    [("那要带什么材料", "低保申请书"), ("多久能批", "30个工作日内"), ("我能申请吗", "条件："), ("丹阳呢", "服务点")],
)
def test_what_follows_belongs_to_the_policy_last_spoken_of(informed: Actions, text: str, says: str) -> None:
    say(informed, "低保去哪申请")
    replies = say(informed, text)
    assert (told(replies), says in replies[0]["text"]) == ("dibao", True)


def test_another_policy_named_takes_over_what_was_asked(informed: Actions) -> None:
    say(informed, "低保要带什么材料")
    replies = say(informed, "那高龄津贴呢")
    assert (told(replies), "银行卡" in replies[0]["text"]) == ("gaoling-jintie", True)


def test_after_that_it_is_the_one_last_spoken_of(informed: Actions) -> None:
    say(informed, "低保要带什么材料")
    say(informed, "那高龄津贴呢")
    assert told(say(informed, "去哪办")) == "gaoling-jintie"


def test_of_a_plan_with_several_steps_it_is_asked_which(informed: Actions) -> None:
    facts = {
        "household": {"difficulties": ["living"], "hukou": "120104"},
        "people": [{"id": "self", "relation": "self", "age": 82}],
    }
    plan = say(informed, "看看结果", "plan", facts=facts)[-1]["data"]["plan"]
    replies = say(informed, "要带什么材料")
    assert [policy["policy_id"] for policy in replies[0]["data"]["policies"]] == [step["policy_id"] for step in plan[:3]]


@pytest.mark.parametrize("button", [0, 1])
def test_a_choice_leads_on_to_what_was_asked(informed: Actions, button: int) -> None:
    choice = say(informed, "临时救助要什么材料")
    offered = choice[0]["data"]["policies"][button]["policy_id"]
    replies = say(informed, pressed(choice, button))
    assert (told(replies), "要带什么" in replies[0]["text"]) == (offered, True)


@pytest.mark.parametrize(("text", "place"), [("第一个", 0), ("后面那个", 1)])
def test_a_choice_may_be_typed(informed: Actions, text: str, place: int) -> None:
    offered = say(informed, "临时救助要什么材料")[0]["data"]["policies"][place]["policy_id"]
    replies = say(informed, text)
    assert (told(replies), "要带什么" in replies[0]["text"]) == (offered, True)


def test_a_choice_may_be_made_by_its_number(informed: Actions) -> None:
    offered = say(informed, "临时救助要什么材料")[0]["data"]["policies"][1]["policy_id"]
    replies = say(informed, "第2个", "follow_up", follow_up={"number": 2})
    assert (told(replies), "要带什么" in replies[0]["text"]) == (offered, True)


def test_a_choice_offers_a_person_too(informed: Actions) -> None:
    assert "/ask_human" in buttons(say(informed, "临时救助要什么材料")[0])


def test_it_is_not_asked_back_twice_in_a_row(informed: Actions) -> None:
    say(informed, "临时救助要什么材料")
    replies = say(informed, "临时救助要什么材料")
    assert not replies[0]["data"]["spoken"]["choosing"]


def test_it_is_not_asked_back_while_a_question_is_open(informed: Actions) -> None:
    informed.ask("household.size")
    assert not say(informed, "临时救助要什么材料")[0]["data"]["spoken"]["choosing"]


def test_two_policies_come_as_a_table(informed: Actions) -> None:
    (reply,) = say(informed, "低保和特困有什么区别")
    assert reply["data"]["comparison"]["policy_ids"] == ["dibao", "tekun-gongyang"]
    assert [row["part"] for row in reply["data"]["comparison"]["rows"]] == ["who", "benefit", "where", "exclusive"]


def test_the_policy_spoken_of_is_compared_with_the_one_named(informed: Actions) -> None:
    say(informed, "低保要什么条件")
    (reply,) = say(informed, "和特困有什么区别")
    assert reply["data"]["comparison"]["policy_ids"] == ["dibao", "tekun-gongyang"]


def test_of_two_compared_it_is_asked_which(informed: Actions) -> None:
    say(informed, "低保和特困有什么区别")
    (reply,) = say(informed, "要带什么材料")
    assert (reply["data"]["spoken"]["choosing"], reply["text"].startswith(words("answers")["choice"]["compared"])) == (True, True)


@pytest.mark.parametrize("number", [1, 2])
def test_a_side_of_two_compared_is_asked_about_and_then_answered(informed: Actions, number: int) -> None:
    say(informed, "低保和特困有什么区别")
    (choice,) = say(informed, "要带什么材料", "follow_up", follow_up={"aspect": "要带什么材料"})
    chosen = say(informed, f"第{number}个", "follow_up", follow_up={"number": number})
    assert [policy["policy_id"] for policy in choice["data"]["policies"]][number - 1] == told(chosen)
    assert "要带什么" in chosen[0]["text"]


def test_which_two_are_meant_is_asked_where_it_was_not_said(informed: Actions) -> None:
    assert words("answers")["compared"]["which"] in say(informed, "有什么区别")[0]["text"]


def test_whose_business_it_is_is_said_and_a_person_offered(informed: Actions) -> None:
    (reply,) = say(informed, "护照过期了怎么换", "abstain", intent="out_of_scope")
    assert (reply["data"]["elsewhere"]["number"], "出入境" in reply["text"]) == ("12345", True)
    assert buttons(reply) == ["/ask_human"]


def test_how_far_an_application_has_come_is_looked_up(informed: Actions) -> None:
    (reply,) = say(informed, "我的低保批了吗")
    assert reply["text"] == words("dialogue")["progress"]["none"]


def test_an_amount_is_worked_out_for_the_household(informed: Actions) -> None:
    household = {
        "size": 3,
        "people_complete": True,
        "monthly_income": 2000,
        "hukou": "120104",
        "savings": 0,
        "homes": 1,
        "cars": 0,
        "receiving": [],
    }
    replies = say(informed, "低保能领多少钱", facts={"household": household | {"income_not_counted": 0}})
    text = replies[-1]["text"] if "按您说的算" in replies[-1]["text"] else replies[0]["text"]
    assert ("1045×3−2000 = 1135元/月" in text, "1045元/人·月" in text) == (True, True)


def test_what_is_known_of_the_household_decides_between_schools(informed: Actions) -> None:
    say(informed, "孩子上小学二年级", facts=CHILD)
    assert told(say(informed, "上学有没有补助")) in ("yiwu-shenghuo-buzhu", "yiwu-mian-xuefei")
