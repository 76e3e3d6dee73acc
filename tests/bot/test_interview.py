"""The interview form: one internal call a turn, closed only by the API."""

import pytest

from tests.bot.conftest import RecordingService, Talk, texts

SITUATION = "我家三口人，就我一个人上班，一个月两千"


def test_telling_a_situation_starts_the_interview_with_one_internal_call(talk: Talk, service: RecordingService) -> None:
    assert texts(talk(SITUATION)) == ["open question"]
    assert service.verbs() == ["interview"]


def test_the_call_carries_what_was_said_and_understood(talk: Talk, service: RecordingService) -> None:
    talk(SITUATION)
    call = service.calls[0]
    assert call.body["text"] == SITUATION
    assert call.body["intent"] == "describe_situation"
    assert call.body["understood"]["facts"]["household"]["size"] == 3
    assert call.body["message_id"]


def test_the_call_carries_the_token_and_the_request_id(talk: Talk, service: RecordingService) -> None:
    talk(SITUATION)
    headers = service.calls[0].headers
    assert headers["X-Internal-Token"] == "a-token-for-tests"
    assert headers["X-Request-ID"].startswith("request-")


def test_a_bare_answer_is_read_in_the_light_of_the_question(talk: Talk, service: RecordingService) -> None:
    talk("帮我看看能领什么")
    talk("五个")
    answer = service.calls[-1].body
    assert answer["asked"] == "household.size"
    assert answer["understood"]["facts"]["household"] == {"size": 5}


def test_no_within_the_interview_is_an_answer(talk: Talk, service: RecordingService) -> None:
    talk(SITUATION)
    assert texts(talk("没有")) == ["open question"]
    assert service.verbs() == ["interview", "interview"]
    assert service.calls[-1].body["intent"] == "deny"


def test_not_knowing_within_the_interview_is_an_answer(talk: Talk, service: RecordingService) -> None:
    talk(SITUATION)
    talk("不清楚")
    assert service.verbs() == ["interview", "interview"]
    assert service.calls[-1].body["intent"] == "unsure"


def test_words_nobody_foresaw_within_the_interview_are_an_answer(talk: Talk, service: RecordingService) -> None:
    talk(SITUATION)
    talk("嘟嘟嘟嘟 xyz")
    assert service.verbs() == ["interview", "interview"]


def test_a_pressed_answer_reaches_the_api_with_its_fact_and_value(talk: Talk, service: RecordingService) -> None:
    button = {"fact": "household.homes", "value": 1}
    talk(SITUATION)
    talk("/answer", button)
    assert service.calls[-1].verb == "interview"
    assert service.calls[-1].body["button"] == button
    assert service.calls[-1].body["understood"]["facts"] == {}


def test_a_pressed_answer_outside_the_interview_goes_on_with_it(talk: Talk, service: RecordingService) -> None:
    talk("/answer", {"fact": "household.homes", "value": 1})
    assert service.verbs() == ["interview"]


def test_the_interview_ends_when_the_api_says_so(talk: Talk, service: RecordingService) -> None:
    talk(SITUATION)
    service.done = True
    assert texts(talk("没有")) == ["plan"]
    talk("没有")
    assert service.verbs() == ["interview", "interview"]


def test_an_interview_done_at_once_never_opens(talk: Talk, service: RecordingService) -> None:
    service.done = True
    assert texts(talk(SITUATION)) == ["plan"]
    talk("谢谢")
    assert service.verbs() == ["interview"]


def test_an_interview_that_ended_can_begin_again(talk: Talk, service: RecordingService) -> None:
    service.done = True
    talk(SITUATION)
    service.done = False
    assert texts(talk("我妈瘫在床上好几年了")) == ["open question"]


def test_a_correction_that_brings_its_facts_is_taken_as_said(talk: Talk, service: RecordingService) -> None:
    talk(SITUATION)
    talk("说错了，是四口人")
    assert service.verbs() == ["interview", "interview"]
    assert service.calls[-1].body["understood"]["facts"]["household"]["size"] == 4


def test_telling_of_another_household_is_told_to_the_api_in_the_middle_of_the_interview(
    talk: Talk, service: RecordingService
) -> None:
    talk(SITUATION)
    talk("再问我姐家，我姐一家四口，姐夫下岗了")
    understood = service.calls[-1].body["understood"]
    assert (service.verbs()[-1], understood["about"], understood["facts"]["household"]["size"]) == ("interview", "sister", 4)


def test_what_is_told_next_is_read_as_theirs(talk: Talk, service: RecordingService) -> None:
    service.about = "sister"
    talk("再问我姐家，我姐一家四口")
    talk("她五十了")
    assert service.calls[-1].body["understood"]["facts"]["people"] == [{"id": "self", "relation": "self", "age": 50}]


@pytest.mark.parametrize(
    "answer", ["有医保", "3", "就这些人", "离了", "有低保", "没交过", "要人照顾", "快到期了", "公租房", "女"]
)
def test_what_looks_like_another_purpose_is_an_answer_while_a_question_is_open(
    talk: Talk, service: RecordingService, answer: str
) -> None:
    talk(SITUATION)
    talk(answer)
    assert service.verbs() == ["interview", "interview"]
