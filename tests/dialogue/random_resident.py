"""A resident who says and presses anything in any order, and whom nothing may be forgotten of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.dialogue.talk import Talk, Turn

POOLS = yaml.safe_load(Path(__file__).with_name("random_turns.yaml").read_text("utf-8"))
ANSWER = "answer:"
RESTART = "/restart"
# A button is remembered for forty replies, of which a turn may have several.
TURNS_A_BUTTON_LASTS = 8


def in_mode(mode: str) -> Any:
    """Makes a rule one that only applies while this one answers."""
    return precondition(lambda self: self.talk.mode == mode)


def keeps(before: Any, after: Any) -> bool:
    """Whether a fact is still there: the same value, or a list that only grew."""
    return set(before) <= set(after) if isinstance(before, list) and isinstance(after, list) else bool(before == after)


def check_nothing_lost(turn: Turn, but_for: Iterable[str] = ()) -> None:
    """Whatever was known is known still, but for what was spoken of."""
    lost = {path for path, value in turn.facts_before.items() if not keeps(value, turn.facts.get(path))}
    assert lost <= set(but_for), (turn.said, {path: (turn.facts_before[path], turn.facts.get(path)) for path in lost})


class RandomResident(RuleBasedStateMachine):
    """One conversation; `Talk` itself checks that every message is answered and nothing unreadable is said."""

    turns = 0

    def __init__(self, address: str, staff_key: dict[str, str]) -> None:
        super().__init__()
        self.talk = Talk(address, staff_key)

    @rule(told=st.sampled_from(POOLS["tells"]))
    def tell(self, told: dict[str, Any]) -> None:
        """Says a fact, for the first time, again, or as a correction."""
        mode = self.talk.mode
        turn = self.talk.say(told["say"])
        check_nothing_lost(turn, told["learns"])
        if mode != "human":
            assert {path: turn.facts.get(path) for path in told["learns"]} == told["learns"], (turn.said, turn.words)

    @rule(said=st.sampled_from(POOLS["passes"]))
    def pass_by(self, said: str) -> None:
        """Says what teaches nothing."""
        turn = self.talk.say(said)
        assert turn.facts == turn.facts_before, (said, turn.words)

    @rule(said=st.sampled_from(POOLS["answers"]))
    def answer(self, said: str) -> None:
        """Says what may or may not answer the question that is open, which may ask again for what is known."""
        turn = self.talk.say(said)
        check_nothing_lost(turn, [turn.asked_before or ""])

    @rule(data=st.data())
    def press(self, data: st.DataObject) -> None:
        """Presses a button of one of the last turns, late or not."""
        offered = [value for turn in self.talk.turns[-TURNS_A_BUTTON_LASTS:] for value in turn.offered]
        if not offered:
            return
        value = data.draw(st.sampled_from(list(dict.fromkeys(offered))))
        mode = self.talk.mode
        turn = self.talk.press(value)
        if mode == "human":
            assert turn.facts == turn.facts_before
        elif mode == "bot" and value == RESTART:
            assert turn.facts == {}
        elif value.startswith(ANSWER):
            self._check_pressed(turn, *value.removeprefix(ANSWER).split("=", 1))
        else:
            check_nothing_lost(turn)

    @in_mode("bot")
    @rule(sure=st.booleans())
    def start_over(self, sure: bool) -> None:
        """Asks to begin anew, and means it or not."""
        words = POOLS["restart"]
        asked = self.talk.say(words["ask"])
        assert asked.facts == asked.facts_before
        turn = self.talk.say(words["yes" if sure else "no"])
        assert turn.facts == ({} if sure else turn.facts_before), turn.words

    @rule(said=st.sampled_from(POOLS["emergencies"]))
    def be_in_danger(self, said: str) -> None:
        """Tells of an emergency; only a person who has taken over answers it themselves."""
        attended = self.talk.mode == "human"
        turn = self.talk.say(said)
        check_nothing_lost(turn)
        assert attended or (turn.replies and turn.mode == "waiting"), said

    @in_mode("bot")
    @rule(said=st.sampled_from(POOLS["hand_overs"]))
    def ask_for_a_person(self, said: str) -> None:
        """Asks for a person and gets into the queue."""
        turn = self.talk.say(said)
        assert turn.facts == turn.facts_before
        assert turn.mode == "waiting"

    @in_mode("waiting")
    @rule()
    def be_attended_to(self) -> None:
        """One of the staff takes the conversation."""
        self.talk.staff("claim")

    @in_mode("human")
    @rule(action=st.sampled_from(["return", "close"]))
    def be_given_back(self, action: str) -> None:
        """The person leaves, and the bot answers again."""
        self.talk.staff(action)

    def _check_pressed(self, turn: Turn, path: str, value: str) -> None:
        check_nothing_lost(turn, [path])
        if ".any." not in path:
            assert turn.facts.get(path) == json.loads(value), turn.words

    def teardown(self) -> None:
        """In the end the service knows what the last turn said it knew, and has every word."""
        type(self).turns += len(self.talk.turns)
        assert self.talk.stranger.facts() == self.talk.facts
        assert len(self.talk.stranger.said()) == len(self.talk.turns)
        self.talk.close()
