"""The interview: read-back, the next question with its buttons, the plan at the end, and interruptions in between."""

from __future__ import annotations

from typing import Any

import pytest

from api.assessment.schemas import OptionOut, QuestionOut
from api.dialogue.replies import question_reply
from api.wording import words
from knowledge.catalogue import load_catalogue
from tests.api.dialogue.conftest import Actions

FAMILY = {
    "household": {
        "size": 3,
        "monthly_income": 2000,
        "savings": 5000,
        "homes": 1,
        "cars": 0,
        "receiving": [],
        "difficulties": ["living"],
    },
    "people": [{"id": "m1", "relation": "self", "age": 45}],
}


def question(fact: str, *options: OptionOut) -> QuestionOut:
    """A question about a fact."""
    return QuestionOut(fact=fact, facts=[fact], text="？", why="。", options=list(options), settles=1)


def buttons(reply: dict[str, Any]) -> list[str]:
    """What can be pressed."""
    return [button["value"] for button in reply["buttons"]]


def test_the_greeting_offers_a_person(actions: Actions) -> None:
    answer = actions.do("begin")
    assert "/ask_human" in buttons(answer["replies"][0])


def test_the_first_question_is_stored_as_the_open_one(actions: Actions) -> None:
    answer = actions.do("interview")
    assert answer["slots"] == {"asked_fact": actions.state().asked_fact, "done": False, "about": None}
    assert answer["replies"][-1]["data"]["fact"] == actions.state().asked_fact


def test_a_question_says_why_and_can_be_declined(actions: Actions) -> None:
    reply = actions.do("interview")["replies"][-1]
    unsure = any(value.startswith("unsure:") for value in buttons(reply))
    assert (reply["type"], bool(reply["data"]["why"]), unsure) == ("question", True, True)


def test_what_was_told_is_read_back_before_the_next_question(actions: Actions) -> None:
    readback, question = actions.do("interview", facts={"household": {"size": 3, "monthly_income": 2000}})["replies"]
    assert readback["text"].splitlines() == [
        "我记下了：",
        "家里：家庭人口 3人",
        "钱：家庭月收入合计 2000元/月",
        "说错了可以点“改一下”，或者直接告诉我。",
    ]
    assert question["type"] == "question"


def test_household_people_and_money_are_read_back_apart(actions: Actions) -> None:
    told = {"household": {"size": 2, "savings": 0}, "people": [{"id": "m1", "relation": "mother", "age": 72}]}
    rows = actions.do("interview", facts=told)["replies"][0]["data"]["facts_readback"]
    assert {row["path"]: row["group"] for row in rows} == {
        "household.size": "household",
        "household.savings": "money",
        "people.p2.age": "people",
    }


def test_what_belongs_together_is_read_back_in_one_line(actions: Actions) -> None:
    text = actions.do("interview", facts={"household": {"size": 3, "homes": 1}})["replies"][0]["text"]
    assert text == "我记下了：家庭人口 3人；住房套数 1套。说错了可以点“改一下”，或者直接告诉我。"


def test_what_was_known_already_is_no_failure(actions: Actions) -> None:
    actions.do("interview", facts={"household": {"homes": 1}})
    asked = actions.state().asked_fact
    for _ in range(3):
        reply = actions.do("interview", facts={"household": {"homes": 1}})["replies"][-1]
        assert reply["text"].startswith(words("dialogue")["readback"]["known_already"])
    assert (actions.state().asked_fact, actions.state().declined) == (asked, [])


def test_what_is_said_after_the_interview_ended_puts_no_question_aside(actions: Actions) -> None:
    actions.do("interview")
    asked = actions.state().asked_fact
    actions.do("interview", intent="unsure", open=False)
    assert (actions.state().asked_fact, actions.state().declined) == (asked, [])


def test_a_wish_to_go_on_is_no_unanswered_question(actions: Actions) -> None:
    asked = actions.do("interview")["replies"][-1]["text"]
    for _ in range(3):
        again = actions.do("interview", text="继续", intent="ask_help")["replies"][-1]["text"]
    assert again == f"刚才的问题我们接着说：{asked}"


def test_the_read_back_carries_what_is_needed_to_change_it(actions: Actions) -> None:
    rows = actions.do("interview", facts={"household": {"homes": 1}})["replies"][0]["data"]["facts_readback"]
    assert len(rows) == 1
    row = rows[0]
    assert (row["path"], row["value"], row["editable_type"], row["unit"]) == ("household.homes", 1, "integer", "套")
    assert {"value": 0, "label": "没有"} in row["options"]


def test_a_range_is_read_back_as_one(actions: Actions) -> None:
    replies = actions.do("interview", facts={"household": {"savings": {"min": 20000, "max": 30000}}})["replies"]
    assert "约20000到30000元" in replies[0]["text"]


def test_nothing_is_read_back_when_nothing_was_told(actions: Actions) -> None:
    assert [reply["type"] for reply in actions.do("interview")["replies"]] == ["question"]


def test_an_unanswered_question_is_put_in_gentler_words(actions: Actions) -> None:
    first = actions.do("interview")["replies"][-1]["text"]
    assert actions.do("interview", text="哎呀")["replies"][-1]["text"] == f"没关系，换个说法也行。{first}"


def test_not_knowing_is_accepted_kindly(actions: Actions) -> None:
    actions.do("interview")
    assert actions.do("interview", intent="unsure")["replies"][-1]["text"].startswith("不清楚没关系，先放一放。")


def test_after_an_interruption_the_open_question_comes_back(actions: Actions) -> None:
    asked = actions.do("interview")["replies"][-1]
    again = actions.do("interview", resume=True)["replies"]
    assert [reply["text"] for reply in again] == [f"刚才的问题我们接着说：{asked['text']}"]


def test_the_plan_comes_when_nothing_is_left_worth_asking(actions: Actions) -> None:
    actions.do("interview", facts=FAMILY)
    for _ in range(60):
        answer = actions.do("interview", intent="unsure")
        if answer["slots"]["done"]:
            break
    assert answer["slots"] == {"asked_fact": None, "done": True, "about": None}
    assert answer["replies"][-1]["type"] == "plan"


def test_no_question_is_ever_put_twice_to_somebody_who_never_knows(actions: Actions) -> None:
    asked = [actions.do("interview")["slots"]["asked_fact"]]
    while (fact := actions.do("interview", intent="unsure")["slots"]["asked_fact"]) is not None:
        asked.append(fact)
    assert len(asked) == len(set(asked))


def test_the_result_is_offered_once_enough_is_known(actions: Actions) -> None:
    few = actions.do("interview", facts={"household": {"size": 3}})["replies"][-1]
    many = actions.do("interview", facts=FAMILY)["replies"][-1]
    assert ("/show_plan" in buttons(few), "/show_plan" in buttons(many)) == (False, True)


def test_every_offered_answer_can_be_pressed(actions: Actions) -> None:
    options = (OptionOut(value=0, label="没有"), OptionOut(value=1, label="1 套"))
    reply = question_reply(actions.state(), question("household.homes", *options))
    assert buttons(reply)[:2] == ["answer:household.homes=0", "answer:household.homes=1"]


def test_a_yes_or_no_question_offers_both(actions: Actions) -> None:
    reply = question_reply(actions.state(), question("household.insured"))
    assert buttons(reply)[:2] == ["answer:household.insured=true", "answer:household.insured=false"]


@pytest.mark.parametrize(("fact", "nobody"), [("disability_grade", '"none"'), ("needs_care", "false")])
def test_asked_about_anybody_only_nobody_can_be_pressed(actions: Actions, fact: str, nobody: str) -> None:
    options = [OptionOut(value="none", label="没有"), OptionOut(value=1, label="一级")] if fact == "disability_grade" else []
    reply = question_reply(actions.state(), question(f"people.any.{fact}", *options))
    assert buttons(reply) == [f"answer:people.any.{fact}={nobody}", f"unsure:people.any.{fact}"]


def test_that_there_is_none_of_a_whole_group_can_be_pressed(actions: Actions) -> None:
    group = next(group for group in load_catalogue().dictionary.groups if group.nothing)
    whole = QuestionOut(fact=group.facts[0], facts=list(group.facts), text="？", why="。", options=[], settles=1)
    assert {"title": group.nothing, "value": f"say:{group.nothing}"} in question_reply(actions.state(), whole)["buttons"]
    assert "say:" not in str(question_reply(actions.state(), question(group.facts[0]))["buttons"])
