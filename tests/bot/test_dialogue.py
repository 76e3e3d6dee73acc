"""Outside the interview: every purpose has its answer."""

import pytest

from tests.bot.conftest import RecordingService, Talk, texts
from tests.bot.test_interruptions import response


@pytest.mark.parametrize(
    ("message", "verb"),
    [
        ("你好", "begin"),
        ("/greet", "begin"),
        ("低保标准是多少", "answer"),
        ("低保怎么办理", "answer"),
        ("丹阳呢", "follow_up"),
        ("下一个", "follow_up"),
        ("3", "follow_up"),
        ("我要申请低保", "apply"),
        ("帮我报名", "apply"),
        ("我的申请到哪一步了", "progress"),
        ("看看结果", "plan"),
        ("我想改一下", "facts"),
        ("转人工", "handover"),
        ("我不想活了", "emergency"),
        ("给我讲个笑话", "abstain"),
        ("帮我看看能领什么", "interview"),
        ("好的", "interview"),
        ("不知道", "interview"),
    ],
)
def test_a_purpose_reaches_its_verb_in_one_internal_call(talk: Talk, service: RecordingService, message: str, verb: str) -> None:
    assert len(talk(message)) == 1
    assert service.verbs() == [verb]


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("谢谢你", "utter_thanks"),
        ("再见", "utter_goodbye"),
        ("你根本听不懂", "utter_complaint"),
        ("不用了", "utter_alright"),
    ],
)
def test_a_courtesy_is_answered_without_an_internal_call(talk: Talk, service: RecordingService, message: str, name: str) -> None:
    assert texts(talk(message)) == [response(name)]
    assert service.verbs() == []


@pytest.mark.parametrize("message", ["嘟嘟嘟嘟 xyz", "🙂🙂", "。。。", "asdf qwer"])
def test_words_nobody_foresaw_are_admitted_not_guessed(talk: Talk, service: RecordingService, message: str) -> None:
    talk(message)
    assert service.verbs() == ["abstain"]


def test_a_hand_over_says_why(talk: Talk, service: RecordingService) -> None:
    talk("转人工")
    assert service.calls[0].body["reason"] == "ask_human"


def test_static_buttons_bear_the_name_of_the_contract(talk: Talk, service: RecordingService) -> None:
    assert talk("你根本听不懂")[0]["buttons"] == [{"title": "转人工", "value": "/ask_human"}]
