"""Two households in one conversation: each with its own facts, its own open question, its own plan."""

from __future__ import annotations

from typing import Any

import pytest

from api.core.database import reading
from api.handover.packet import packet
from api.wording import words
from tests.api.dialogue.conftest import Actions

OWN = {"household": {"size": 3, "difficulties": ["living"]}, "people": [{"id": "m1", "relation": "mother", "age": 72}]}
SISTERS = {"household": {"size": 4}}


def turn(actions: Actions, facts: dict[str, Any], about: str | None = None, **more: Any) -> dict[str, Any]:
    """One turn of the interview."""
    return actions.do("interview", facts=facts, understood={"about": about}, **more)


def test_a_second_household_begins_with_nothing_known(actions: Actions) -> None:
    turn(actions, OWN)
    turn(actions, SISTERS, "sister")
    assert actions.state().facts["household"] == {"size": 4}
    assert actions.state().facts["people"] == []


def test_what_was_told_of_the_first_one_is_there_when_it_is_turned_back_to(actions: Actions) -> None:
    asked = turn(actions, OWN)["slots"]["asked_fact"]
    turn(actions, SISTERS, "sister")
    back = turn(actions, {}, "self")
    assert (actions.household()["size"], back["slots"]) == (3, {"asked_fact": asked, "done": False, "about": None})


def test_what_was_put_aside_for_one_is_asked_for_the_other(actions: Actions) -> None:
    turn(actions, OWN)
    turn(actions, {}, intent="unsure")
    declined = actions.state().declined
    turn(actions, SISTERS, "sister")
    assert (bool(declined), actions.state().declined) == (True, [])


def test_the_same_household_named_again_is_no_new_one(actions: Actions) -> None:
    turn(actions, SISTERS, "sister")
    turn(actions, {"household": {"homes": 1}}, "sister")
    assert actions.household() == {"size": 4, "homes": 1}


def test_it_is_said_whose_household_it_is_now_and_how_to_turn_back(actions: Actions) -> None:
    turn(actions, OWN)
    said = turn(actions, SISTERS, "sister")["replies"][0]
    assert said["text"] == words("situations")["turned"].format(name="您姐妹")
    assert [button["value"] for button in said["buttons"]] == ["say:说回我家"]


def test_questions_and_read_backs_name_them(actions: Actions) -> None:
    told = {**SISTERS, "people": [{"id": "self", "relation": "self", "age": 50}]}
    _, readback, question = turn(actions, told, "sister")["replies"]
    assert "您姐妹：年龄 50岁" in readback["text"]
    assert "您姐妹" in question["text"]


def test_the_plan_says_whose_it_is(actions: Actions) -> None:
    turn(actions, SISTERS, "sister")
    assert "您姐妹" in actions.do("plan")["replies"][-1]["text"]


def test_starting_over_forgets_every_household(actions: Actions) -> None:
    turn(actions, OWN)
    turn(actions, SISTERS, "sister")
    assert actions.do("forget")["slots"] == {"asked_fact": None, "done": False, "about": None}
    assert (actions.state().set_aside, actions.state().facts) == ({}, {})


def test_a_household_nobody_has_a_name_for_is_not_turned_to(actions: Actions) -> None:
    turn(actions, OWN)
    turn(actions, {"household": {"homes": 1}}, "somebody else")
    assert (actions.state().about, actions.household()["homes"]) == (None, 1)


def test_a_person_who_takes_over_sees_whose_facts_they_are(actions: Actions) -> None:
    turn(actions, OWN)
    turn(actions, SISTERS, "sister")
    told = actions.state()
    with reading() as session:
        handed = packet(session, told, [])
    assert (handed["about"], handed["set_aside"]["self"]["household"]["size"]) == ("sister", 3)
    own = handed["others"][0]
    assert (handed["about_name"], own["name"], own["readback"][0]["value"]) == ("居民的姐妹", "居民自己", 3)


def test_what_is_pressed_late_answers_for_the_household_it_was_asked_of(actions: Actions) -> None:
    turn(actions, OWN)
    turn(actions, SISTERS, "sister")
    button = {"fact": "household.homes", "value": 1, "about": "self"}
    actions.do("interview", button=button)
    assert (actions.state().about, actions.household()["homes"]) == (None, 1)


@pytest.mark.parametrize("whose", sorted(words("situations")["people"]))
def test_every_household_has_words_to_turn_back_to_it(actions: Actions, whose: str) -> None:
    turn(actions, SISTERS, "sister" if whose != "sister" else "brother")
    turn(actions, SISTERS, whose)
    assert actions.state().about == (None if whose == "self" else whose)
