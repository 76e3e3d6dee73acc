"""Notes, ready sentences, how it was, and a bot that is silent whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api.chat import catching_up
from api.chat.events import ConversationNews
from api.chat.turns import keep_answer, keep_late_answer
from api.core.database import unit_of_work
from api.models import Conversation, Message

Make = Callable[..., Any]
NOTE = "他前妻打来过电话，先别告诉他"
SAID = [{"type": "text", "text": "我是机器人", "buttons": []}]


def attended(staff: Make, waiting: Make, ending: str = "close") -> Any:
    """A resident whose attendance has just ended."""
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    person.act(resident, ending, outcome="办好了")
    return resident


def everything_the_resident_can_fetch(resident: Any) -> str:
    """All that the resident's own calls give, and all that the stream tells."""
    fetched = [resident.browser.get(f"{resident.path}/{what}").text for what in ("messages", "facts")]
    return "".join([*fetched, str(ConversationNews(resident.id, 0).read())])


def test_a_note_is_for_staff_alone(staff: Make, waiting: Make, audited: Make) -> None:
    person, other, resident = staff("wang"), staff("li"), waiting()
    person.act(resident, "claim")
    sent = [person.act(resident, "notes", text=NOTE, client_id="once").json() for _ in range(2)]
    assert sent[0] == sent[1]
    assert [(note["by"], note["text"]) for note in other.open(resident).json()["notes"]] == [("wang", NOTE)]
    assert NOTE not in everything_the_resident_can_fetch(resident)
    assert NOTE not in person.browser.get(f"/v1/staff/conversations/{resident.id}/packet").text
    assert ("wang", "note_written") in audited(resident.id)


def test_a_note_without_words_is_refused(staff: Make, waiting: Make) -> None:
    assert staff("wang").act(waiting(), "notes", text=" \u200b").json()["detail"] == "请先写备注的内容，再保存。"


def test_an_office_keeps_sentences_of_its_own_beside_the_shipped_ones(staff: Make) -> None:
    head, here, there = staff("zhao", "supervisor", place="120104"), staff("wang", place="120104001"), staff("li", place="321181")
    assert here.browser.post("/v1/staff/canned-replies", json={"title": "问好", "text": "您好"}).status_code == 403
    made = head.browser.post("/v1/staff/canned-replies", json={"title": "本区电话", "text": "请打 12345"}).json()
    listed = here.browser.get("/v1/staff/canned-replies").json()
    assert (listed["results"][0], listed["editable"]) == (made, False)
    assert "问好" in [reply["title"] for reply in listed["results"][1:]]
    assert made not in there.browser.get("/v1/staff/canned-replies").json()["results"]
    changed = head.browser.put(f"/v1/staff/canned-replies/{made['id']}", json={"title": "电话", "text": "先打 12345"}).json()
    assert (changed["id"], changed["text"]) == (made["id"], "先打 12345")
    other = staff("qian", "supervisor", place="321181")
    assert other.browser.delete(f"/v1/staff/canned-replies/{made['id']}").status_code == 404
    assert head.browser.delete(f"/v1/staff/canned-replies/{made['id']}").status_code == 204
    assert made["id"] not in [reply["id"] for reply in here.browser.get("/v1/staff/canned-replies").json()["results"]]


@pytest.mark.parametrize("body", [{"title": " ", "text": "您好"}, {"title": "问好", "text": "\u200b"}])
def test_an_empty_sentence_is_not_kept(staff: Make, body: dict[str, str]) -> None:
    answer = staff("zhao", "supervisor").browser.post("/v1/staff/canned-replies", json=body)
    assert answer.json()["detail"] == "请写好标题和内容，再保存。"


@pytest.mark.parametrize("ending", ["close", "return"])
def test_the_end_asks_once_how_it_was(staff: Make, waiting: Make, ending: str) -> None:
    resident = attended(staff, waiting, ending)
    asked = resident.history()[-1]
    assert [button["title"] for button in asked["buttons"]] == ["很满意", "满意", "一般", "不满意", "很不满意"]
    answers = [
        resident.browser.post(f"{resident.path}/messages", json={"button": asked["buttons"][place]["value"]}).json()["replies"]
        for place in (1, 4)
    ]
    assert [replies[0]["text"] for replies in answers] == ["谢谢您告诉我们。", "您已经评过了，谢谢。"]
    case = staff("li").open(resident).json()
    assert [(row["by"], row["score"], row["ending"]) for row in case["attendances"]] == [
        ("wang", 4, {"close": "closed", "return": "returned"}[ending])
    ]


def test_a_word_may_be_added_once_and_belongs_to_its_own_conversation(staff: Make, waiting: Make, resident: Make) -> None:
    rated, stranger = attended(staff, waiting), resident()
    attendance = rated.history()[-1]["data"]["satisfaction"]

    def judge(who: Any, **body: Any) -> int:
        status: int = who.browser.post(f"{who.path}/satisfaction", json={"attendance": attendance, **body}).status_code
        return status

    assert judge(rated, score=5) == 204
    assert [judge(rated, word="很耐心"), judge(rated, word="再说一句"), judge(rated, score=1)] == [204, 409, 409]
    assert judge(stranger, score=1) == 409
    assert [judge(rated, score=score) for score in (0, 6, "5", True)] == [422] * 4
    assert judge(rated) == 422
    assert [(row["score"], row["word"]) for row in staff("li").open(rated).json()["attendances"]] == [(5, "很耐心")]


def test_nobody_judges_while_still_attended_to(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    refused = resident.browser.post(f"{resident.path}/satisfaction", json={"attendance": "1", "score": 5})
    assert refused.status_code == 409


def unanswered(resident: Any) -> int:
    """A message of the resident that the bot is still thinking about."""
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, resident.id)
        message = Message(
            conversation_id=conversation.id, sender="resident", text="在吗", at=conversation.active_at, unheard=True
        )
        session.add(message)
        session.flush()
        return message.id


@pytest.mark.parametrize("keep", [keep_answer, keep_late_answer])
def test_an_answer_the_bot_was_thinking_about_is_not_said_after_the_claim(staff: Make, waiting: Make, keep: Make) -> None:
    person, resident = staff("wang"), waiting()
    message = unanswered(resident)
    person.act(resident, "claim")
    keep(resident.id, message, SAID)
    assert "我是机器人" not in str(resident.history())


def test_what_was_not_heard_before_the_claim_is_left_to_the_person(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    message = unanswered(resident)
    person.act(resident, "claim")
    assert catching_up._take(message) is None


def test_a_danger_said_to_a_person_still_gets_the_numbers(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    replies = resident.say("家里着火了")["replies"]
    assert [bool(reply["data"]["emergency"]) for reply in replies] == [True]


def test_a_correction_brings_no_plan_while_a_person_answers(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, resident.id)
        conversation.facts, conversation.policies_shown = {"household": {"size": 3, "hukou": "120104"}}, ["dibao"]
    person.act(resident, "claim")
    before = len(resident.history())
    changed = resident.browser.patch(f"{resident.path}/facts", json={"set": {"household.size": 2}}).json()
    assert (changed["replies"], len(resident.history())) == ([], before)
