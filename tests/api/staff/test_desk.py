"""What staff do: claim, reply, give back, close; and what the resident sees of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from api.core.database import unit_of_work
from api.models import Conversation

Make = Callable[..., Any]


def detail(answer: Any) -> tuple[int, str]:
    """Status and sentence of a refusal."""
    return answer.status_code, answer.json()["detail"]


def test_a_claim_tells_the_resident_who_came(staff: Make, waiting: Make) -> None:
    person, resident = staff("王芳"), waiting()
    expected = {"conversation_id": resident.id, "mode": "human", "claimed_by": "王芳", "claimed_by_me": True}
    assert person.act(resident, "claim").json() == expected
    notice = resident.history()[-1]
    assert (notice["type"], notice["sender"], notice["text"]) == ("notice", "system", "工作人员 王芳 来接待您了。")


def test_of_two_who_claim_at_once_one_gets_it(staff: Make, waiting: Make) -> None:
    people, resident = [staff("wang"), staff("li")], waiting()
    together = Barrier(len(people))

    def claim(person: Any) -> Any:
        together.wait()
        return person.act(resident, "claim")

    with ThreadPoolExecutor(len(people)) as threads:
        answers = list(threads.map(claim, people))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    winner = next(answer.json()["claimed_by"] for answer in answers if answer.status_code == 200)
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["detail"] == f"这位居民已由 {winner} 接待。"
    assert len([message for message in resident.history() if message["type"] == "notice"]) == 1


def test_claiming_ones_own_once_more_changes_nothing(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    assert person.act(resident, "claim").status_code == 200
    assert len([message for message in resident.history() if message["type"] == "notice"]) == 1


def test_whoever_talks_with_the_bot_cannot_be_claimed(staff: Make, resident: Make) -> None:
    assert detail(staff("wang").act(resident(), "claim")) == (409, "这位居民现在没有在等待人工。")


def test_a_reply_stands_in_the_residents_history(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    sent = person.act(resident, "reply", text="您好，\u202e我是小王。\u200b").json()
    said = resident.history()[-1]
    assert said == sent
    assert (said["sender"], said["type"], said["text"], said["data"]) == ("staff", "text", "您好，我是小王。", {"name": "wang"})


def test_the_same_reply_sent_twice_is_said_once(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    first, second = (person.act(resident, "reply", text="您好", client_id="key-1").json() for _ in range(2))
    assert first == second
    assert [message["text"] for message in resident.history()].count("您好") == 1


def test_a_key_the_resident_used_does_not_swallow_a_reply(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    resident.browser.post(f"{resident.path}/messages", json={"text": "在吗", "client_id": "key-1"})
    assert person.act(resident, "reply", text="在的", client_id="key-1").json()["text"] == "在的"


@pytest.mark.parametrize(("text", "status"), [("\u200b \n", 422), ("长" * 2001, 413)])
def test_a_reply_without_words_or_too_long_is_refused(staff: Make, waiting: Make, text: str, status: int) -> None:
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    before = resident.history()
    assert person.act(resident, "reply", text=text).status_code == status
    assert resident.history() == before


@pytest.mark.parametrize(("verb", "body"), [("reply", {"text": "您好"}), ("return", {}), ("close", {"outcome": "办好了"})])
def test_only_who_claimed_may_go_on(staff: Make, waiting: Make, verb: str, body: dict[str, str]) -> None:
    person, other, resident = staff("wang"), staff("li"), waiting()
    assert detail(other.act(resident, verb, **body)) == (409, "请先点“接待”，再回复。")
    person.act(resident, "claim")
    assert detail(other.act(resident, verb, **body)) == (409, "这位居民已由 wang 接待。")


def test_the_bot_is_silent_from_claim_to_return(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    silent = resident.say("我家三口人")
    assert (silent["replies"], silent["mode"]) == ([], "human")
    assert person.act(resident, "return").json()["mode"] == "bot"
    left = resident.history()[-1]
    assert (left["type"], left["text"].startswith("工作人员已经离开，由救助通继续为您服务。")) == ("notice", True)
    answer = resident.say("我家三口人")
    # The bot is away in these tests, so its turn shows as the honest sentence about that.
    assert (answer["mode"], answer["replies"][0]["data"]) == ("bot", {"outage": True})


def test_closing_keeps_the_outcome_and_lets_the_bot_answer(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting(emergency=True)
    person.act(resident, "claim")
    assert person.act(resident, "close", outcome="已联系街道，今晚送到救助站").json()["mode"] == "bot"
    assert resident.history()[-1]["text"].startswith("这次接待已经结束。还有问题可以继续问我。")
    assert person.queue() == []
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, resident.id)
        outcome = conversation.outcome or {}
        assert (outcome["text"], outcome["by"]) == ("已联系街道，今晚送到救助站", "wang")
        assert (conversation.claimed_by, conversation.priority, conversation.waiting_since) == (None, 0, None)


def test_nothing_is_closed_without_an_outcome(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    assert detail(person.act(resident, "close", outcome=" ")) == (422, "请先写一句处理结果，再结束接待。")
    assert person.queue()[0]["mode"] == "human"


@pytest.mark.parametrize("role", ["operator", "caseworker", "supervisor"])
def test_whoever_may_answer_can_claim(staff: Make, waiting: Make, role: str) -> None:
    assert staff("wang", role).act(waiting(), "claim").status_code == 200


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_who_keeps_the_service_running_or_checks_it_sees_no_resident(staff: Make, waiting: Make, role: str) -> None:
    person, resident = staff("wang", role), waiting()
    refused = (403, "您的账号没有这项权限。")
    assert detail(person.open(resident)) == refused
    assert detail(person.browser.get("/v1/staff/queue")) == refused
    bodies: dict[str, dict[str, str]] = {"claim": {}, "reply": {"text": "您好"}, "return": {}, "close": {"outcome": "办好了"}}
    for verb, body in bodies.items():
        assert detail(person.act(resident, verb, **body)) == refused


def test_every_act_is_recorded(staff: Make, waiting: Make, audited: Make) -> None:
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    person.act(resident, "reply", text="您好")
    person.act(resident, "return")
    resident.browser.post(f"{resident.path}/handover", json={})
    person.act(resident, "claim")
    person.act(resident, "close", outcome="办好了")
    acts = [action for who, action in audited(resident.id) if who == "wang"]
    assert acts == [
        "conversation_claimed",
        "staff_replied",
        "conversation_returned",
        "conversation_claimed",
        "conversation_closed",
    ]
