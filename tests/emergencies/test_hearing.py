"""The second ear hears dangers told without their words; what it cannot be sure of is possible, and stops nobody."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from emergencies import Alarm, alarm_in
from emergencies.hearing import hear, kept_head, made_from

TABLES = Path(__file__).resolve().parent
ROOT = TABLES.parents[1]
# Of dangers in remote wording that nothing was tried on: heard at all, and heard with certainty; of what only sounds near:
# people called for nothing. Of ordinary questions, which tell of real dangers now and then: what is heard at all.
LEAST_HEARD, LEAST_CERTAIN, MOST_FALSE, MOST_IN_QUESTIONS = 0.95, 0.8, 0.06, 0.09
MILLISECONDS = 2.0


def rows(name: str) -> list[dict[str, Any]]:
    """The messages of a table; see the head of the file."""
    table: list[dict[str, Any]] = yaml.safe_load((TABLES / f"{name}.yaml").read_text("utf-8"))
    return table


def heard(alarm: Alarm) -> str | None:
    """The kind that is met, at once or beside the answer."""
    return alarm.emergency or alarm.concern


def test_of_dangers_in_remote_wording_nearly_every_one_is_heard_and_most_with_certainty() -> None:
    alarms = [alarm_in(row["say"]) for row in rows("remote_test") if "emergency" in row]
    assert sum(heard(alarm) is not None for alarm in alarms) / len(alarms) >= LEAST_HEARD
    assert sum(alarm.emergency is not None for alarm in alarms) / len(alarms) >= LEAST_CERTAIN


def test_of_dangers_in_remote_wording_the_right_numbers_are_said() -> None:
    urgent = [row for row in rows("remote_test") if "emergency" in row]
    right = [row for row in urgent if heard(alarm_in(row["say"])) in [row["emergency"], *row["emergency"]]]
    assert len(right) / len(urgent) >= 0.9


def test_what_only_sounds_near_hardly_ever_calls_a_person() -> None:
    calm = [alarm_in(row["say"]) for row in rows("remote_test") if "emergency" not in row]
    assert sum(alarm.emergency is not None for alarm in calm) / len(calm) <= MOST_FALSE


def test_ordinary_questions_are_left_in_peace() -> None:
    questions = yaml.safe_load((ROOT / "tests" / "retrieval" / "questions_b.yaml").read_text("utf-8"))
    alarms = [alarm_in(row["text"]) for row in questions]
    assert sum(heard(alarm) is not None for alarm in alarms) / len(alarms) <= MOST_IN_QUESTIONS


@pytest.mark.parametrize("row", rows("remote_dev"), ids=lambda row: row["say"][:40])
def test_a_remote_danger_that_may_be_looked_at_is_heard_and_nobody_is_called_for_its_look_alike(row: dict[str, Any]) -> None:
    alarm = alarm_in(row["say"])
    assert heard(alarm) is not None if "emergency" in row else alarm.emergency is None


@pytest.mark.parametrize(
    "said", ["我闺女在心理热线上班", "热得想跳河里凉快凉快", "我爸脾气爆，走了多年了，还挺想他", "减肥一天没吃饭"]
)
def test_a_danger_in_words_alone_that_sounds_like_none_calls_nobody(said: str) -> None:
    assert alarm_in(said).emergency is None


def test_a_danger_that_words_show_to_be_asked_about_is_never_raised_to_one_that_is_happening() -> None:
    assert alarm_in("如果老公喝醉了拿刀砍我可以报警吗").emergency is None


def test_one_sentence_of_danger_is_heard_in_a_long_story() -> None:
    story = "我家在镇上租房住，孩子上三年级，老人身体还可以，每月就靠我打零工，想问问有什么补助。" * 4
    assert heard(alarm_in(f"{story}绳子挂好了，凳子也搬来了。{story}")) == "suicide"


def test_the_weights_are_made_from_the_examples_as_they_stand() -> None:
    assert kept_head()["made_from"] == made_from(), "run python -m operations.hearing"


@pytest.mark.parametrize("said", ["", "？", "a" * 2000, "想死" * 1000])
def test_whatever_is_typed_has_a_share(said: str) -> None:
    assert 0 <= hear(said).share <= 1


def test_a_message_is_heard_in_no_time() -> None:
    said = [row["say"] for row in rows("remote_test")]
    for message in said:
        alarm_in(message)
    started = time.process_time()
    for message in said:
        alarm_in(message)
    assert (time.process_time() - started) / len(said) * 1000 < MILLISECONDS
