"""Whatever is typed, understanding ends soon, breaks nothing and never points outside the text."""

import time

import pytest

from bot.nlu import understand
from bot.nlu.normalising import LONGEST, normalise

HARD = [
    "1" * 100_000,
    "一" * 100_000,
    "1-" * 50_000,
    "三四" * 50_000,
    "，" * 100_000,
    "不是" * 50_000,
    "我妈" * 50_000,
    "0,000" * 20_000,
    "多的时候" * 20_000,
    "孩子" * 50_000,
    "老公打" * 30_000,
    "没" * 100_000,
    "一个" * 50_000,
    "\x00" * 5_000,
    "😀" * 5_000,
    " " * 5_000,
    "",
]
STORY = "我妈瘫痪在床今年七十二，一家三口就我一个人挣钱，一个月两千来块，去年看病自己掏了五六万，孩子上初二，没有医保。"


@pytest.mark.parametrize("text", HARD, ids=lambda text: repr(text[:6]))
def test_a_hostile_message_is_read_in_well_under_a_second(text: str) -> None:
    started = time.process_time()
    understood = understand(text)
    assert time.process_time() - started < 0.8
    assert all(0 <= mention["start"] < mention["end"] <= LONGEST for mention in understood.mentions)


@pytest.mark.parametrize(("characters", "seconds"), [(500, 0.02), (2000, 0.1)])
def test_a_long_story_is_understood_in_time(characters: int, seconds: float) -> None:
    text = (STORY * 40)[:characters]
    understand(text)
    spent = []
    for _ in range(20):
        started = time.process_time()
        understand(text)
        spent.append(time.process_time() - started)
    assert sorted(spent)[18] <= seconds


def test_normalising_keeps_every_position() -> None:
    text = "一个月Ｉ２００元，伍仟圆，１．５万……《》"
    assert len(normalise(text)) == len(text)


def test_what_was_read_once_does_not_colour_the_next_message() -> None:
    understand("什么补助都没有，我吃低保")
    assert understand("什么补助都没有").facts["household"]["receiving"] == []
