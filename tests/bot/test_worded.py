"""Short messages whose purpose stands in their words."""

from typing import Any

import pytest

from bot.classifier.worded import follow_up, topic_of, worded_purpose


@pytest.mark.parametrize(
    "message",
    ["就这些", "就这些吧", "别问了", "就这些，别问了", "够了够了", "不说了", "我不想答了", "没有别的了", "好了，就这么多"],
)
def test_who_has_told_enough_is_shown_the_result(message: str) -> None:
    assert worded_purpose(message, asked=True) == "show_plan"


def test_never_mind_stops_the_questions_only_where_one_is_open() -> None:
    assert (worded_purpose("算了", asked=True), worded_purpose("算了", asked=False)) == ("show_plan", None)


@pytest.mark.parametrize("message", ["继续", "接着问吧", "回到刚才的问题", "接着上次说", "问到哪了"])
def test_who_wants_to_go_on_goes_on(message: str) -> None:
    assert worded_purpose(message, asked=True) == "ask_help"


def test_the_next_one_skips_a_question_that_is_open_and_is_a_follow_up_otherwise() -> None:
    assert (worded_purpose("下一个", asked=True), worded_purpose("下一个", asked=False)) == ("unsure", "follow_up")


@pytest.mark.parametrize(
    ("message", "purpose"),
    [
        ("谢谢，再见", "goodbye"),
        ("你真笨，问来问去的", "complain"),
        ("滚", "complain"),
        ("你是真人吗", "identity"),
        ("您是机器人还是真人", "identity"),
        ("太长了看不懂", "simpler"),
        ("你说什么我听不懂", "simpler"),
        ("说慢点", "simpler"),
        ("不问低保了，问残疾补贴", "switch"),
        ("算了先看看临时救助", "switch"),
    ],
)
def test_what_is_certain_from_the_words_needs_no_learning(message: str, purpose: str) -> None:
    assert {worded_purpose(message, asked=asked) for asked in (True, False)} == {purpose}


@pytest.mark.parametrize(
    ("message", "topic"),
    [("不问低保了，问残疾补贴", "残疾补贴"), ("算了先看看临时救助", "临时救助"), ("那个不办了，说说高龄津贴吧", "高龄津贴")],
)
def test_turning_to_another_policy_says_to_which(message: str, topic: str) -> None:
    assert topic_of(message) == topic


@pytest.mark.parametrize("message", ["算了，看看结果", "算了，先说说我妈", "不说了，转人工", "换一个", "我爸不看病了"])
def test_turning_to_a_person_or_to_the_result_is_no_other_policy(message: str) -> None:
    assert topic_of(message) is None


def test_a_bare_number_is_meant_for_the_question_that_is_open() -> None:
    assert (worded_purpose("3", asked=True), worded_purpose("3", asked=False)) == (None, "follow_up")


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("丹阳呢", {"place": "321181"}),
        ("那丹阳的呢？", {"place": "321181"}),
        ("天津", {"place": "120000"}),
        ("南开区", {"place": "120104"}),
        ("换成天津市南开区呢", {"place": "120104"}),
        ("下一个", {"next": True}),
        ("还有别的吗", {"next": True}),
        ("3", {"number": 3}),
        ("第三个", {"number": 3}),
        ("那要带什么材料", {"aspect": "那要带什么材料"}),
        ("去哪办", {"aspect": "去哪办"}),
        ("多少钱", {"aspect": "多少钱"}),
    ],
)
def test_what_goes_on_from_the_answer_before_is_told_by_its_words(message: str, meant: dict[str, Any]) -> None:
    assert follow_up(message) == meant


@pytest.mark.parametrize(
    "message",
    ["天津大学", "三口人", "我妈呢", "就这些人", "没有", "低保多少钱", "天津低保怎么办", "为什么", "嗯", "", "。", "天" * 2000],
)
def test_what_says_more_or_something_else_is_left_to_the_learned_part(message: str) -> None:
    assert (worded_purpose(message, asked=True), follow_up(message)) == (None, None)
