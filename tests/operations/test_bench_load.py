"""Rounds of conversations and what is made of their times."""

from __future__ import annotations

import time

from operations.bench.figures import Figure
from operations.bench.load import FEWEST_CONVERSATIONS, Bot, Round, around, long_talk, of_answered, over, play_round
from operations.bench.starts import is_left_out
from operations.bench.talks import workload
from operations.environment import ROOT


class Slow:
    """A conversation in which every turn takes a hundredth of a second and the third is not answered."""

    def __init__(self) -> None:
        self.said = 0

    def turn(self) -> bool:
        time.sleep(0.01)
        self.said += 1
        return self.said != 3

    def say(self, text: str) -> bool:
        self.said += 1
        return bool(text)

    def check(self) -> None:
        """Nothing to check."""

    def close(self) -> None:
        """Nothing to close."""


def test_a_turn_without_an_answer_is_counted_and_not_timed() -> None:
    played = play_round(Bot(Slow), 8)
    assert played.unanswered == 8
    assert len(played.turns) == 8 * (workload()["turns"] - 1)
    assert min(played.turns) >= 10


def test_conversations_at_once_overlap() -> None:
    turns = workload()["turns"]
    assert play_round(Bot(Slow), 8).seconds < 8 * turns * 0.01


def test_one_at_a_time_still_plays_enough_for_a_percentile() -> None:
    assert len(play_round(Bot(Slow), 1).turns) == FEWEST_CONVERSATIONS * (workload()["turns"] - 1)


def test_the_rate_counts_answered_messages() -> None:
    assert Round([10.0, 10.0, 10.0], unanswered=5, seconds=2.0, cpu=0.0).rate == 1.5


def test_an_unanswered_turn_costs_processor_time_too() -> None:
    assert Round([10.0, 10.0, 10.0], unanswered=5, seconds=2.0, cpu=0.8).cpu_milliseconds == 100


def test_rounds_in_which_nobody_was_answered_have_no_figure() -> None:
    assert over([Round([], 8, 1.0, 0.0)], lambda one: one.rate) == "no turn was answered"


def test_a_long_conversation_goes_two_turns_beyond_the_late_one() -> None:
    assert len(long_talk(Bot(Slow))) == 152


def test_a_turn_stands_for_the_cycle_of_messages_around_it() -> None:
    turns = [(float(number), True) for number in range(1, 153)]
    assert [spent for spent, _ in around(5, turns)] == [3.0, 4.0, 5.0, 6.0, 7.0]
    assert [spent for spent, _ in around(150, turns)] == [148.0, 149.0, 150.0, 151.0, 152.0]


def test_a_turn_that_failed_quickly_is_not_taken_for_a_quick_turn() -> None:
    assert of_answered([(1.0, False), (50.0, True)]) == Figure(50.0, 50.0, 50.0, 1)
    assert of_answered([(1.0, False)]) == "no turn was answered"


def test_a_clean_copy_has_the_code_and_nothing_that_was_made() -> None:
    environments = [".venv", ".venv-bot", ".venv-stock", ".venv-openfisca"]
    left_out = [*environments, "var", "bot/models", ".env", ".git", ".mypy_cache", "api/__pycache__"]
    kept = ["api/models", "Makefile", "requirements", "bot/data", ".env.example"]
    assert [path for path in left_out if not is_left_out(ROOT / path)] == []
    assert [path for path in kept if is_left_out(ROOT / path)] == []
