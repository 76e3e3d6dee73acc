"""Who cannot follow hears the last thing in fewer words."""

from __future__ import annotations

from api.wording import words
from tests.api.dialogue.conftest import Actions

LONG = {"household": {"size": 3, "monthly_income": 2000, "difficulties": ["living"]}}


def test_a_long_question_is_put_in_its_shortest_form(actions: Actions) -> None:
    asked = actions.do("interview", facts=LONG)["replies"][-1]
    short = actions.do("interview", intent="simpler")["replies"][-1]
    assert (short["data"]["fact"], short["buttons"]) == (asked["data"]["fact"], asked["buttons"])
    assert len(short["text"]) < len(asked["text"])


def test_it_is_no_failed_answer(actions: Actions) -> None:
    actions.do("interview", facts=LONG)
    actions.do("interview", intent="simpler")
    assert (actions.state().asked_times, actions.state().failed_times) == (0, 0)


def test_where_nothing_was_said_yet_a_way_to_begin_is_offered(actions: Actions) -> None:
    assert actions.do("simpler")["replies"][0]["text"] == words("dialogue")["simpler"]["nothing"]
