"""What a message taught is taken in once, and an open question is closed by it."""

from __future__ import annotations

import pytest

from tests.api.dialogue.conftest import Actions
from tests.api.talk import Talk, open_talk

SIZE = {"household": {"size": 3}}


@pytest.fixture
def message_id(talk: Talk) -> str:
    """A message the resident has just sent."""
    talk.say("我家三口人")
    said: str = talk.history()[-2]["id"]
    return said


def test_what_was_understood_is_kept_with_how_it_was_learned(actions: Actions) -> None:
    actions.do("interview", facts=SIZE)
    assert (actions.household(), actions.state().provenance) == ({"size": 3}, {"household.size": "said"})


def test_a_correction_is_marked_as_one(actions: Actions) -> None:
    actions.do("interview", facts=SIZE)
    actions.do("facts", facts={"household": {"size": 4}}, understood={"correction": True})
    assert (actions.household(), actions.state().provenance) == ({"size": 4}, {"household.size": "corrected"})


def test_a_message_reported_twice_teaches_once(actions: Actions, message_id: str) -> None:
    actions.do("interview", facts=SIZE, message_id=message_id)
    actions.do("interview", facts={"household": {"size": 5}}, message_id=message_id)
    assert actions.household() == {"size": 3}


def test_a_message_reported_twice_is_read_back_alike(actions: Actions, message_id: str) -> None:
    first = actions.do("interview", facts=SIZE, message_id=message_id)
    again = actions.do("interview", facts=SIZE, message_id=message_id)
    assert first["replies"][0]["data"] == again["replies"][0]["data"]


def test_a_message_of_another_conversation_is_not_marked(actions: Actions, message_id: str) -> None:
    other = Actions(open_talk(actions.talk.browser))
    other.do("interview", facts={"household": {"size": 5}}, message_id=message_id)
    actions.do("interview", facts=SIZE, message_id=message_id)
    assert (other.household(), actions.household()) == ({"size": 5}, {"size": 3})


@pytest.mark.parametrize("odd", ["", "none", "-1", "²", "٣"])
def test_an_odd_message_id_is_no_fault(actions: Actions, odd: str) -> None:
    actions.do("interview", facts=SIZE, message_id=odd)
    assert actions.household() == {"size": 3}


def test_an_impossible_fact_is_left_out_and_the_rest_kept(actions: Actions) -> None:
    actions.do("interview", facts={"household": {"size": -3, "homes": 1, "no_such_fact": 1}})
    assert actions.household() == {"homes": 1}


def test_a_pressed_button_answers_its_fact(actions: Actions) -> None:
    actions.ask("household.homes")
    actions.do("interview", button={"fact": "household.homes", "value": 1})
    assert actions.household() == {"homes": 1}


def test_a_button_about_nobody_says_that_nobody_has_it(actions: Actions) -> None:
    actions.do("interview", button={"fact": "people.any.disability_grade", "value": "none"})
    assert actions.household() == {"nobody": ["disability_grade"]}


def test_what_the_others_have_not_is_read_back_with_who_has_it_excepted(actions: Actions) -> None:
    facts = {"household": {"nobody": ["disability_grade"]}, "people": [{"id": "m1", "relation": "mother", "disability_grade": 1}]}
    rows = actions.do("interview", facts=facts)["replies"][0]["data"]["facts_readback"]
    said = next(row["value_text"] for row in rows if row["path"] == "household.nobody")
    assert said == "除了您母亲，家里没有人有残疾人证"


def test_a_button_with_an_impossible_value_teaches_nothing(actions: Actions) -> None:
    actions.do("interview", button={"fact": "household.homes", "value": -1})
    assert actions.household() == {}


def test_not_knowing_puts_the_question_aside(actions: Actions) -> None:
    actions.ask("household.savings")
    actions.do("interview", text="不清楚", understood={"unsure": True})
    assert actions.state().declined == ["household.savings"]


def test_the_button_for_not_knowing_puts_the_question_aside(actions: Actions) -> None:
    actions.ask("household.savings")
    actions.do("interview", intent="unsure")
    assert actions.state().declined == ["household.savings"]


def test_what_was_put_aside_is_not_asked_again(actions: Actions) -> None:
    asked = actions.do("interview")["slots"]["asked_fact"]
    assert actions.do("interview", intent="unsure")["slots"]["asked_fact"] not in (None, asked)


def test_a_question_left_unanswered_once_is_asked_again(actions: Actions) -> None:
    asked = actions.do("interview")["slots"]["asked_fact"]
    assert actions.do("interview", text="哎呀")["slots"]["asked_fact"] == asked


def test_a_question_left_unanswered_twice_is_put_aside(actions: Actions) -> None:
    asked = actions.do("interview")["slots"]["asked_fact"]
    actions.do("interview", text="哎呀")
    actions.do("interview", text="哎呀")
    assert actions.state().declined == [asked]


def test_an_interruption_does_not_count_against_the_question(actions: Actions) -> None:
    asked = actions.do("interview")["slots"]["asked_fact"]
    for _ in range(3):
        assert actions.do("interview", resume=True)["slots"]["asked_fact"] == asked
    assert actions.state().declined == []
