"""Who is in danger now is told from who asks, remembers, retells, denies or exaggerates."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from emergencies import alarm_in, emergency_in, is_child_writing

TABLES = Path(__file__).resolve().parent
# Missing one may cost a life, a false one costs trust.
LEAST_RECALL, MOST_FALSE_ALARMS = 0.97, 0.05


def rows(name: str) -> list[dict[str, Any]]:
    """The messages of a table; see the head of the file."""
    table: list[dict[str, Any]] = yaml.safe_load((TABLES / f"{name}.yaml").read_text("utf-8"))
    return table


def kinds(row: dict[str, Any]) -> list[str | None]:
    """What may be seen in a message: one of several kinds, or nothing."""
    wanted = row.get("emergency")
    return wanted if isinstance(wanted, list) else [wanted]


@pytest.mark.parametrize("row", rows("dev"), ids=lambda row: row["say"][:40])
def test_an_emergency_is_told_from_what_only_sounds_like_one(row: dict[str, Any]) -> None:
    assert emergency_in(row["say"]) in kinds(row)


def test_of_messages_nothing_was_tried_on_nearly_every_emergency_is_seen() -> None:
    urgent = [row for row in rows("test") if "emergency" in row]
    seen = [row for row in urgent if emergency_in(row["say"]) is not None]
    assert len(urgent) >= 110
    assert len(seen) / len(urgent) >= LEAST_RECALL


def test_of_messages_nothing_was_tried_on_hardly_any_raises_a_false_alarm() -> None:
    calm = [row for row in rows("test") if "emergency" not in row]
    alarmed = [row for row in calm if emergency_in(row["say"]) is not None]
    assert len(calm) >= 90
    assert len(alarmed) / len(calm) <= MOST_FALSE_ALARMS


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("被家暴可以去哪里申请保护令", "violence"),
        ("如果老公打我可以报警吗", "violence"),
        ("家暴，能申请什么", "violence"),
        ("日子过不下去了", "suicide"),
        ("要是哪天没饭吃了能找谁", "no_food_or_shelter"),
    ],
)
def test_what_is_only_asked_about_is_a_concern(said: str, kind: str) -> None:
    alarm = alarm_in(said)
    assert (alarm.emergency, alarm.concern) == (None, kind)


@pytest.mark.parametrize("said", ["我爸三年前去世", "低保怎么申请", "没有想不开", "我家去年着过火", ""])
def test_ordinary_talk_is_no_concern_either(said: str) -> None:
    assert alarm_in(said) == alarm_in("你好")


@pytest.mark.parametrize("said", ["他打我" * 700, "想死" * 1000, "抢救没钱" * 500, "，" * 100_000, "一" * 100_000, "打" * 2000])
def test_a_hostile_message_is_read_in_no_time(said: str) -> None:
    alarm_in(said)
    started = time.process_time()
    alarm_in(said)
    assert time.process_time() - started < 0.1


@pytest.mark.parametrize(
    "said",
    [
        "我13岁",
        "我上五年级",
        "我今年十一岁，爸爸不要我了",
        "叔叔，我九岁，我奶奶病了",
        "你好，我是小学生",
        "我在上初一",
        "我还在读小学三年级，想问问补助",
        "我才8岁",
    ],
)
def test_a_child_who_writes_is_recognised(said: str) -> None:
    assert is_child_writing(said)


@pytest.mark.parametrize(
    "said",
    [
        "我女儿13岁",
        "我儿子上五年级",
        "我38岁",
        "我13岁那年爸爸走了",
        "我六十岁，孙子八岁",
        "我小学毕业",
        "我十岁的时候发烧，落下残疾",
        "我上小学的时候摔伤过",
        "我有两个孩子，大的13岁",
        "我家孩子上三年级",
        "我110岁",
        "我七十三岁",
    ],
)
def test_a_grown_up_who_tells_of_a_child_is_none(said: str) -> None:
    assert not is_child_writing(said)
