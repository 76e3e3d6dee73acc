"""What may happen in the middle of the interview: it is answered first; then the question comes back, or not."""

from typing import Any

import pytest
import yaml

from tests.bot.conftest import ROOT, RecordingService, Talk, texts

SITUATION = "我家三口人，就我一个人上班，一个月两千"
CORE: dict[str, Any] = yaml.safe_load((ROOT / "bot/domain/core.yml").read_text(encoding="utf-8"))["responses"]


def response(name: str) -> str:
    """Gives the text of a static reply."""
    return str(CORE[name][0]["text"])


@pytest.fixture
def interviewed(talk: Talk, service: RecordingService) -> Talk:
    """Gives a conversation with a question open and nothing recorded."""
    talk(SITUATION)
    service.forget()
    return talk


@pytest.mark.parametrize(
    ("message", "verb"),
    [
        ("低保标准是多少", "answer"),
        ("那钱什么时候打到卡里？", "answer"),
        ("丹阳呢", "follow_up"),
        ("天津", "follow_up"),
        ("那要带什么材料", "follow_up"),
        ("问我这个有啥用", "why"),
        ("我的申请到哪一步了", "progress"),
        ("我想改一下", "facts"),
        ("/correct", "facts"),
        ("给我讲个笑话", "abstain"),
    ],
)
def test_an_interruption_is_answered_and_the_question_comes_back(
    interviewed: Talk, service: RecordingService, message: str, verb: str
) -> None:
    assert texts(interviewed(message)) == [verb, "open question"]
    assert service.verbs() == [verb, "resume"]


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("谢谢你", "utter_thanks"),
        ("你根本听不懂", "utter_complaint"),
        ("您好", "utter_greet_again"),
    ],
)
def test_a_courtesy_is_answered_and_the_question_comes_back(
    interviewed: Talk, service: RecordingService, message: str, name: str
) -> None:
    assert texts(interviewed(message)) == [response(name), "open question"]
    assert service.verbs() == ["resume"]


@pytest.mark.parametrize("interruption", ["低保标准是多少", "谢谢你", "你根本听不懂", "我想改一下", "给我讲个笑话"])
def test_the_answer_after_an_interruption_belongs_to_the_open_question(
    interviewed: Talk, service: RecordingService, interruption: str
) -> None:
    interviewed(interruption)
    service.forget()
    interviewed("五个")
    assert service.verbs() == ["interview"]
    assert service.calls[0].body["asked"] == "household.size"


def test_two_interruptions_in_a_row_bring_the_question_back_twice(interviewed: Talk, service: RecordingService) -> None:
    interviewed("低保标准是多少")
    interviewed("高龄津贴多少钱")
    assert service.verbs() == ["answer", "resume", "answer", "resume"]


@pytest.mark.parametrize(
    ("message", "verb"),
    [
        ("转人工", "handover"),
        ("/ask_human", "handover"),
        ("我要申请低保", "apply"),
        ("/apply", "apply"),
        ("看看结果", "plan"),
        ("/show_plan", "plan"),
        ("就这些", "plan"),
        ("别问了", "plan"),
        ("算了", "plan"),
        ("我不想活了", "emergency"),
    ],
)
def test_an_interruption_that_leads_elsewhere_ends_the_interview(
    interviewed: Talk, service: RecordingService, message: str, verb: str
) -> None:
    assert texts(interviewed(message)) == [verb]
    service.forget()
    assert texts(interviewed("没有")) == [response("utter_alright")]
    assert service.verbs() == []


@pytest.mark.parametrize("message", ["跳过", "没房子", "有车"])
def test_a_short_answer_about_something_else_keeps_the_question_open(
    interviewed: Talk, service: RecordingService, message: str
) -> None:
    interviewed(message)
    assert service.verbs() == ["interview"]


@pytest.mark.parametrize("message", ["下一个", "跳过", "换一个问题"])
def test_the_next_question_can_be_called_for(interviewed: Talk, service: RecordingService, message: str) -> None:
    interviewed(message)
    assert (service.verbs(), service.calls[0].body["intent"]) == (["interview"], "unsure")


@pytest.mark.parametrize("message", ["继续", "接着问吧", "回到刚才的问题"])
def test_a_wish_to_go_on_is_no_answer(interviewed: Talk, service: RecordingService, message: str) -> None:
    interviewed(message)
    assert (service.verbs(), service.calls[0].body["intent"]) == (["interview"], "ask_help")


def test_whether_a_person_writes_is_said_and_the_question_comes_back(interviewed: Talk) -> None:
    assert texts(interviewed("你是真人吗")) == [response("utter_identity"), "open question"]


def test_who_cannot_follow_is_answered_by_the_interview_itself(interviewed: Talk, service: RecordingService) -> None:
    interviewed("太长了看不懂")
    assert (service.verbs(), service.calls[0].body["intent"]) == (["interview"], "simpler")


def test_turning_to_another_policy_leaves_the_interview(interviewed: Talk, service: RecordingService) -> None:
    assert texts(interviewed("不问低保了，问残疾补贴")) == ["switch"]
    assert service.calls[0].body["topic"] == "残疾补贴"
    service.forget()
    interviewed("没有")
    assert service.verbs() == []


def test_neither_yes_nor_no_to_starting_over_is_asked_again(interviewed: Talk, service: RecordingService) -> None:
    interviewed("从头再来")
    assert texts(interviewed("不清楚")) == [response("utter_confirm_restart_again")]
    assert service.verbs() == []
    interviewed("是的")
    assert service.verbs() == ["forget"]


def test_a_follow_up_says_what_it_goes_on_with(interviewed: Talk, service: RecordingService) -> None:
    interviewed("丹阳呢")
    assert service.calls[0].body["follow_up"] == {"place": "321181"}


def test_a_goodbye_ends_the_interview(interviewed: Talk, service: RecordingService) -> None:
    assert texts(interviewed("再见")) == [response("utter_goodbye")]
    assert service.verbs() == []


@pytest.mark.parametrize("message", ["转人工", "看看结果", "我要申请低保", "再见"])
def test_telling_more_after_the_interview_ended_starts_it_again(
    interviewed: Talk, service: RecordingService, message: str
) -> None:
    interviewed(message)
    service.forget()
    assert texts(interviewed("我妈瘫在床上好几年了")) == ["open question"]


def test_a_typed_wish_to_start_over_is_confirmed_before_anything_is_erased(interviewed: Talk, service: RecordingService) -> None:
    replies: list[dict[str, Any]] = interviewed("从头再来")
    assert texts(replies) == [response("utter_confirm_restart")]
    assert [button["value"] for button in replies[0]["buttons"]] == ["/restart", "/ask_help"]
    assert service.verbs() == []


@pytest.mark.parametrize("sounds", ["嘟嘟嘟嘟", "呜呜啦啦"])
def test_starting_over_erases_nothing_after_what_is_no_clear_yes(
    interviewed: Talk, service: RecordingService, sounds: str
) -> None:
    interviewed("从头再来")
    interviewed(sounds)
    assert "forget" not in service.verbs()


@pytest.mark.parametrize("yes", ["/restart", "/affirm", "是的"])
def test_starting_over_erases_once_confirmed(interviewed: Talk, service: RecordingService, yes: str) -> None:
    interviewed("从头再来")
    assert texts(interviewed(yes)) == ["forget"]
    interviewed("没有")
    assert service.verbs() == ["forget"]


def test_starting_over_erases_nothing_after_a_no(interviewed: Talk, service: RecordingService) -> None:
    interviewed("从头再来")
    assert texts(interviewed("不用了")) == [response("utter_alright")]
    assert service.verbs() == []


def test_the_restart_button_erases_at_once(interviewed: Talk, service: RecordingService) -> None:
    assert texts(interviewed("/restart")) == ["forget"]


def test_after_starting_over_nothing_is_asked_any_more(interviewed: Talk, service: RecordingService) -> None:
    interviewed("/restart")
    service.forget()
    interviewed(SITUATION)
    assert service.calls[0].body["asked"] is None
