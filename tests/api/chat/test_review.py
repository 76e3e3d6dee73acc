"""Beside every verdict: the wish that a person looks again, which takes the verdict along."""

from __future__ import annotations

from typing import Any

from api.chat.review import doubted_verdicts
from api.core.database import reading
from tests.api.rasa_stand_in import RasaStandIn
from tests.api.talk import Talk

PLAN_BUTTONS = [{"title": "要求人工复核", "value": "/review"}]


def ask_review(talk: Talk, policy: str) -> dict[str, Any]:
    """Presses the button beside a verdict."""
    answer = talk.browser.post(f"{talk.path}/handover", json={"review": policy}, headers=talk.key)
    assert answer.status_code == 200, answer.text
    asked: dict[str, Any] = answer.json()
    return asked


def kept(talk: Talk) -> list[dict[str, Any]]:
    """The verdicts that go along."""
    with reading() as session:
        return doubted_verdicts(session, talk.id)


def test_a_review_goes_to_a_person_and_says_of_what(talk: Talk) -> None:
    asked = ask_review(talk, "dibao")
    assert asked["mode"] == "waiting"
    assert [reply["sender"] for reply in asked["replies"]] == ["resident", "bot"]
    assert asked["replies"][0]["text"].startswith("要求人工复核：")


def test_the_verdict_goes_along_as_it_stood(talk: Talk) -> None:
    ask_review(talk, "dibao")
    [before] = kept(talk)
    talk.correct(household__size=2)
    assert (before["policy_id"], before["verdict"], bool(before["reasons"])) == ("dibao", "undetermined", True)
    assert kept(talk) == [before]


def test_a_policy_nobody_knows_still_brings_a_person(talk: Talk) -> None:
    asked = ask_review(talk, "no-such-policy")
    assert (asked["mode"], asked["replies"][0]["text"], kept(talk)) == ("waiting", "要求人工复核", [])


def test_the_button_under_a_plan_takes_the_shown_verdicts_along(rasa: RasaStandIn, answered: Talk) -> None:
    rasa.says = [{"custom": {"type": "plan", "text": "可能符合", "buttons": PLAN_BUTTONS, "data": {}}}]
    answered.say("看看结果")
    turn = answered.send(button="/review").json()
    assert (turn["mode"], turn["replies"][0]["type"]) == ("waiting", "handover")
    assert [message["data"] for message in answered.history() if message["text"] == "要求人工复核"] == [{"review": []}]


def test_every_automatic_reply_is_labelled_wherever_it_is_read(rasa: RasaStandIn, answered: Talk) -> None:
    answered.say("你好")
    labels = {message["sender"]: message["label"] for message in answered.history()}
    assert labels == {"bot": "智能回复", "resident": None}
