"""One conversation with the running service, turn by turn, and what holds of every turn whatever was said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.hostile.stranger import Stranger, by_path

# What only a programmer understands: a part that was never filled in, an unknown value, a name of the dialogue engine.
LEFTOVER = re.compile(r"\{\w*\}|\bNone\b|\bnull\b|utter_\w+|household\.\w+|people\.\w+")
STEPS = frozenset({"say", "press", "staff", "enter"})
Reply = dict[str, Any]
Step = str | dict[str, Any]


@dataclass(frozen=True)
class Turn:
    """What was said and what came of it. asked: the fact of the question put last in this turn, None without one."""

    said: str
    replies: list[Reply]
    mode: str
    facts_before: dict[str, Any]
    facts: dict[str, Any]
    asked_before: str | None
    asked: str | None

    @property
    def words(self) -> str:
        """Everything the resident reads."""
        return "\n".join(reply["text"] for reply in self.replies)

    @property
    def offered(self) -> list[str]:
        """The buttons of the turn, as the page sends them."""
        return [button["value"] for reply in self.replies for button in reply["buttons"]]


class Talk:
    """A resident who agreed that facts are kept, and the member of the staff who may come to them."""

    def __init__(self, address: str, staff_key: dict[str, str]) -> None:
        self.stranger = Stranger(address)
        self.staff_key = staff_key
        self.facts: dict[str, Any] = {}
        self.asked: str | None = None
        self.mode = "bot"
        self.turns: list[Turn] = []
        self.stranger.send("POST", f"{self.stranger.path}/consent", {"scope": "facts", "granted": True})

    def take(self, step: Step) -> None:
        """One step of a script: a sentence, or one of say, press, staff (what they do) and enter (facts)."""
        if isinstance(step, str):
            self.say(step)
        elif "say" in step:
            self.say(step["say"])
        elif "press" in step:
            self.press(step["press"])
        elif "staff" in step:
            self.staff(step["staff"])
        else:
            self.enter(step["enter"])

    def say(self, text: str) -> Turn:
        """Says a sentence."""
        return self._turn(text, {"text": text})

    def press(self, value: str) -> Turn:
        """Presses a button that was offered, now or some time ago."""
        return self._turn(value, {"button": value})

    def staff(self, action: str) -> None:
        """The staff claim, return or close the conversation."""
        body = {"outcome": "answered"} if action == "close" else None
        path = f"/v1/staff/conversations/{self.stranger.id}/{action}"
        answer = self.stranger.send("POST", path, body, headers=self.staff_key)
        assert answer.status_code == 200, answer.text
        self.mode = self.stranger.send("GET", f"{self.stranger.path}/messages").json()["mode"]

    def enter(self, facts: dict[str, Any]) -> None:
        """Fills in facts on the page, as who corrects what was understood does."""
        answer = self.stranger.send("PATCH", f"{self.stranger.path}/facts", {"set": facts})
        assert answer.status_code == 200, answer.text
        self.facts = by_path(answer.json()["facts"])

    def close(self) -> None:
        """Closes the connection."""
        self.stranger.close()

    def _turn(self, said: str, body: dict[str, Any]) -> Turn:
        mode, facts, asked = self.mode, self.facts, self.asked
        answer = self.stranger.send("POST", f"{self.stranger.path}/messages", body)
        assert answer.status_code == 200, (said, answer.text)
        told = answer.json()
        questions = [reply["data"]["fact"] for reply in told["replies"] if reply["type"] == "question"]
        self.mode, self.facts = told["mode"], by_path(told["facts"])
        self.asked = questions[-1] if questions else None
        turn = Turn(said, told["replies"], self.mode, facts, self.facts, asked, self.asked)
        self.turns.append(turn)
        check_turn(turn, mode, len(questions))
        return turn


def check_turn(turn: Turn, mode: str, questions: int) -> None:
    """Nobody is left without a word, nothing unreadable is said, and no more than one question is put at a time."""
    assert turn.replies or mode != "bot", f"no reply to {turn.said}"
    assert all(reply["text"].strip() for reply in turn.replies), turn.replies
    assert LEFTOVER.findall(turn.words) == [], turn.words
    assert questions <= 1, turn.words
