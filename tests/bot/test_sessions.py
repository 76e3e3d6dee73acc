"""What Rasa remembers of a conversation: enough for the next turn, and never more than that."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, Restarted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.sessions import remembered
from tests.bot.conftest import Bot, RecordingService, texts

SITUATION = "我家三口人，就我一个人上班，一个月两千"
SLOTS = [TextSlot(name, mappings=[]) for name in ("asked_fact", "requested_slot")]
LISTEN = ActionExecuted("action_listen")
BEGUN: list[Event] = [
    SessionStarted(),
    LISTEN,
    UserUttered("三口人"),
    ActionExecuted("interview_form"),
    ActiveLoop("interview_form"),
    SlotSet("asked_fact", "household.size"),
    LISTEN,
]
# Enough for a turn that was interrupted, with what stood before it.
MOST_EVENTS = 30


def conversation(events: list[Event]) -> DialogueStateTracker:
    """Gives a conversation in which this happened."""
    return DialogueStateTracker.from_events("sender", events, SLOTS)


def again(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Gives the conversation as the next turn finds it."""
    return conversation(remembered(tracker, SLOTS))


def kinds(events: list[Event]) -> list[str]:
    """Gives the names of events."""
    return [event.type_name for event in events]


@pytest.mark.parametrize(
    "last_turn",
    [
        [UserUttered("五个"), ActionExecuted("interview_form"), SlotSet("asked_fact", "household.savings"), LISTEN],
        [UserUttered("转人工"), ActionExecuted("action_hand_over"), ActiveLoop(None), SlotSet("asked_fact", None), LISTEN],
        [UserUttered("谢谢"), ActionExecuted("utter_thanks"), LISTEN],
        [UserUttered("重来"), ActionExecuted("action_restart"), Restarted(), LISTEN],
    ],
)
def test_the_next_turn_finds_slots_and_interview_as_the_last_one_left_them(last_turn: list[Event]) -> None:
    whole = conversation([*BEGUN, *last_turn])
    found = again(again(whole))
    assert found.current_slot_values() == whole.current_slot_values()
    assert (found.active_loop_name, found.latest_action_name) == (whole.active_loop_name, whole.latest_action_name)


def test_turns_before_the_last_one_are_not_remembered() -> None:
    tracker = conversation([*BEGUN, UserUttered("五个"), ActionExecuted("interview_form"), LISTEN])
    assert [event.text for event in again(tracker).events if isinstance(event, UserUttered)] == ["五个"]


def test_what_the_bot_said_is_not_remembered() -> None:
    tracker = conversation([*BEGUN, UserUttered("五个"), ActionExecuted("interview_form"), BotUttered("好的"), LISTEN])
    assert "bot" not in kinds(remembered(tracker, SLOTS))


def test_a_session_that_ended_leaves_nothing_to_the_next_one() -> None:
    begun_again = [ActionExecuted("action_session_start"), SessionStarted(), LISTEN]
    tracker = conversation([*BEGUN, *begun_again, UserUttered("你好"), LISTEN])
    assert kinds(remembered(tracker, SLOTS)) == ["session_started", "action", "user", "action"]


def test_a_conversation_in_which_nothing_was_said_is_kept_as_it_is() -> None:
    assert kinds(remembered(conversation([SessionStarted(), LISTEN]), SLOTS)) == ["session_started", "action"]


def events_kept(bot: Bot, sender: str) -> int:
    """Gives how many events the next turn of a conversation will load."""
    with closing(sqlite3.connect(bot.rasa.log.parent / "tracker.db")) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM events WHERE sender_id = ?", (sender,)).fetchone()[0])


def let_two_days_pass(bot: Bot, sender: str) -> None:
    """Puts everything a conversation holds two days back."""
    with closing(sqlite3.connect(bot.rasa.log.parent / "tracker.db")) as connection:
        connection.execute(
            "UPDATE events SET timestamp = timestamp - :passed,"
            " data = json_set(data, '$.timestamp', json_extract(data, '$.timestamp') - :passed) WHERE sender_id = :sender",
            {"passed": 2 * 24 * 3600, "sender": sender},
        )
        connection.commit()


def said(bot: Bot, sender: str, message: str, button: dict[str, Any] | None = None) -> list[str]:
    """Gives what is answered."""
    status, replies = bot.turn(sender, message, button)
    assert status == 200
    return texts(replies)


def test_an_interview_of_a_hundred_turns_goes_on_and_loads_few_events(bot: Bot, service: RecordingService) -> None:
    said(bot, "long", SITUATION)
    for _ in range(26):
        for message in ("没有", "低保标准是多少", "五个", "谢谢"):
            said(bot, "long", message)
    assert events_kept(bot, "long") <= MOST_EVENTS
    service.forget()
    assert said(bot, "long", "五个") == ["open question"]
    assert (service.verbs(), service.calls[0].body["asked"]) == (["interview"], "household.size")
    assert said(bot, "long", "低保标准是多少") == ["answer", "open question"]


def test_who_comes_back_two_days_later_answers_the_question_that_was_open(bot: Bot, service: RecordingService) -> None:
    said(bot, "back", SITUATION)
    let_two_days_pass(bot, "back")
    service.forget()
    assert said(bot, "back", "五个") == ["open question"]
    assert (service.verbs(), service.calls[0].body["asked"]) == (["interview"], "household.size")
