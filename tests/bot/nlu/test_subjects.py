"""Whose household a message is about: what is told of another one is never taken for the writer's own."""

from typing import Any

import pytest

from bot.nlu.subjects import understood


@pytest.mark.parametrize(
    ("message", "whose"),
    [
        ("我替邻居问，她家三口人，没有收入", "neighbour"),
        ("帮隔壁张大妈问，她八十二了，一个人过", "neighbour"),
        ("帮我朋友看看，他残疾二级", "friend"),
        ("再问我姐家，我姐一家四口", "sister"),
        ("我弟弟让我来问", "brother"),
        ("那我姐家呢", "sister"),
        ("我邻居家三口人没有收入能办低保吗", "neighbour"),
        ("我替我儿子家问问，他们家三口人", "son"),
        ("说回我家", "self"),
        ("回到我妈的事", "self"),
    ],
)
def test_a_message_that_turns_to_a_household_says_whose_it_is(message: str, whose: str) -> None:
    assert understood(message)["about"] == whose


@pytest.mark.parametrize(
    "message",
    [
        "我妈瘫痪在床",
        "我儿子上大学",
        "我给我妈买了医保",
        "给孩子申请助学金",
        "我姐给我每月五百",
        "我姐家借给我们两万",
        "我姐家",
        "我邻居家有低保，我家为啥没有",
        "阿姨你好",
        "再问一下低保",
        "先说说我家情况，三口人",
    ],
)
def test_what_only_names_others_goes_on_about_the_same_household(message: str) -> None:
    assert understood(message)["about"] is None


def test_while_another_household_is_told_about_ones_own_is_turned_back_to_by_naming_it() -> None:
    assert understood("我家其实四口人", whose="sister") | {"mentions": []} == {
        "facts": {"household": {"size": 4}},
        "mentions": [],
        "emergency": None,
        "unsure": False,
        "correction": False,
        "about": "self",
    }


@pytest.mark.parametrize(
    ("message", "whose", "facts"),
    [
        ("她家三口人", "neighbour", {"household": {"size": 3}}),
        ("她今年六十八", "neighbour", {"people": [{"id": "self", "relation": "self", "age": 68}]}),
        ("姐夫五十二", "sister", {"people": [{"id": "m1", "relation": "spouse", "sex": "male", "age": 52}]}),
        ("孙子三岁", "son", {"people": [{"id": "m1", "relation": "son", "sex": "male", "age": 3}]}),
        ("他儿子上高中", "friend", {"people": [{"id": "m1", "relation": "son", "sex": "male", "student_stage": "senior"}]}),
    ],
)
def test_what_is_told_of_them_is_read_as_if_they_had_written_it(message: str, whose: str, facts: dict[str, Any]) -> None:
    assert understood(message, whose=whose)["facts"] == facts


def test_a_message_that_turns_to_others_answers_no_question_about_the_household_before() -> None:
    assert understood("再问我姐家，没有", "household.homes")["facts"] == {}


def test_an_emergency_is_one_whoever_it_is_about() -> None:
    assert understood("我替邻居问，她老公正在打她，出血了")["emergency"] == "violence"


@pytest.mark.parametrize("message", ["那我呢，我四十五，下岗了", "我四十五", "我也没工作", "我一个月两千"])
def test_what_the_writer_tells_of_oneself_is_never_the_neighbours(message: str) -> None:
    assert understood(message, whose="neighbour")["about"] == "self"


@pytest.mark.parametrize("message", ["我也不清楚", "我觉得他六十", "我说的是他儿子"])
def test_who_only_speaks_of_them_goes_on_about_them(message: str) -> None:
    assert understood(message, whose="neighbour")["about"] is None


def test_what_stands_before_being_asked_for_them_is_theirs() -> None:
    told = understood("我朋友瘫痪了，我想替他问问")
    assert (told["about"], told["facts"]["people"][0]["id"]) == ("friend", "self")
