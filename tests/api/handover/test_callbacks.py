"""Outside office hours: who asks is told when somebody is there, and may leave a message and a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text

from api import rotate_key
from api.core.database import unit_of_work
from api.handover.callbacks import opened_content
from api.models import Callback, Conversation, Message

Make = Callable[..., Any]
PHONE = "138 0013 8000"
WANTED = "想问问低保怎么还没发"


def leave(resident: Any, **body: Any) -> Any:
    """Leaves a message."""
    return resident.browser.post(f"{resident.path}/callback", json={"phone": PHONE, "text": WANTED, **body})


@pytest.fixture
def left(closed_now: None, waiting: Make) -> Any:
    """A resident who left a message."""
    asked = waiting()
    assert leave(asked).status_code == 201
    return asked


def test_who_asks_outside_hours_is_told_when_somebody_is_there(closed_now: None, resident: Make) -> None:
    arrived = resident()
    reply = arrived.browser.post(f"{arrived.path}/handover", json={}).json()
    said = reply["replies"][0]
    assert (reply["mode"], said["data"]["message_form"], said["data"]["open"]) == ("waiting", True, False)
    assert said["data"]["opens_text"] in said["text"] and "12345" in said["text"]
    assert [button["value"] for button in said["buttons"]] == ["/stop_waiting"]


def test_danger_outside_hours_gets_the_numbers_at_once(closed_now: None, resident: Make) -> None:
    arrived = resident()
    answer = arrived.say("我不想活了，现在就跳楼")
    numbers, handover = answer["replies"]
    assert (numbers["data"]["emergency"], answer["mode"]) == ("suicide", "waiting")
    assert ("120" in numbers["text"], "马上拨打" in handover["text"], "message_form" in handover["data"]) == (True, True, False)


def test_in_office_hours_nobody_is_sent_home(open_now: None, resident: Make) -> None:
    arrived = resident()
    said = arrived.browser.post(f"{arrived.path}/handover", json={}).json()["replies"][0]
    assert ("message_form" in said["data"], said["data"]["open"], said["buttons"]) == (False, True, [])


def test_a_message_left_frees_the_conversation_and_waits_for_the_morning(left: Any, staff: Make) -> None:
    assert left.browser.get(f"{left.path}/messages").json()["mode"] == "bot"
    queue = staff("wang").browser.get("/v1/staff/queue").json()
    (row,) = queue["callbacks"]
    assert queue["results"] == []
    assert (row["conversation_id"], row["state"], row["is_due"]) == (left.id, "open", False)
    assert PHONE not in str(queue) and WANTED not in str(queue)


def test_number_and_words_are_kept_encrypted_and_nowhere_else(left: Any) -> None:
    with unit_of_work() as session:
        kept = session.scalars(select(Callback)).one()
        assert opened_content(kept) == {"phone": "+8613800138000", "text": WANTED}
        stored = str(session.execute(text("SELECT * FROM callbacks")).all())
        said = session.scalars(select(Message.text)).all()
        audited = str(session.execute(text("SELECT * FROM audit")).all())
    for secret in ("13800138000", WANTED):
        assert secret not in stored and secret not in audited and not any(secret in words for words in said)


def test_a_new_key_reads_what_was_left(left: Any) -> None:
    with unit_of_work() as session:
        before = session.scalars(select(Callback.content_encrypted)).one()
        assert rotate_key.rotate(session, accept_loss=False).sealed == 1
    with unit_of_work() as session:
        kept = session.scalars(select(Callback)).one()
        assert kept.content_encrypted != before and opened_content(kept)["text"] == WANTED


def test_the_same_message_sent_twice_is_one(closed_now: None, waiting: Make, staff: Make) -> None:
    asked = waiting()
    assert [leave(asked, client_id="once").status_code for _ in range(2)] == [201, 201]
    assert len(staff("wang").browser.get("/v1/staff/queue").json()["callbacks"]) == 1


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"phone": "12"}, "phone_wrong"),
        ({"phone": "not a number"}, "phone_wrong"),
        ({"text": " \u200b"}, "callback_empty"),
        ({"text": "长" * 2001}, "field_too_long"),
        ({"phone": None}, "malformed"),
    ],
)
def test_what_cannot_be_called_back_is_refused_and_nothing_is_lost(
    closed_now: None, waiting: Make, body: dict[str, Any], key: str
) -> None:
    asked = waiting()
    answer = leave(asked, **body)
    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:jiuzhutong:problem:{key}")
    assert asked.browser.get(f"{asked.path}/messages").json()["mode"] == "waiting"


def test_one_of_the_staff_calls_back_and_says_what_came_of_it(left: Any, staff: Make, audited: Make) -> None:
    person, other = staff("wang"), staff("li")
    (row,) = person.browser.get("/v1/staff/queue").json()["callbacks"]
    address = f"/v1/staff/callbacks/{row['id']}"
    assert person.browser.post(f"{address}/close", json={"outcome": "打过了"}).status_code == 409
    assert person.browser.post(f"{address}/claim").json()["phone"] == "+8613800138000"
    refused = other.browser.post(f"{address}/claim")
    assert (refused.status_code, refused.json()["detail"]) == (409, "这条留言已由 wang 处理。")
    assert person.browser.post(f"{address}/close", json={"outcome": " "}).status_code == 422
    assert person.browser.post(f"{address}/close", json={"outcome": "打过了，已答复"}).json()["state"] == "done"
    assert person.browser.get("/v1/staff/queue").json()["callbacks"] == []
    assert [action for who, action in audited(left.id) if who == "wang"] == ["callback_claimed", "callback_done"]


def test_an_opened_message_is_recorded_and_another_places_does_not_exist(left: Any, staff: Make, audited: Make) -> None:
    with unit_of_work() as session:
        session.get_one(Conversation, left.id).facts = {"household": {"residence": "120104"}}
        identifier = session.scalars(select(Callback.id)).one()
    here, there = staff("wang", place="120104"), staff("li", place="321181")
    assert here.browser.get(f"/v1/staff/callbacks/{identifier}").json()["text"] == WANTED
    assert audited(left.id)[-1] == ("wang", "callback_viewed")
    assert there.browser.get("/v1/staff/queue").json()["callbacks"] == []
    for method, verb in (("GET", ""), ("POST", "/claim")):
        assert there.browser.request(method, f"/v1/staff/callbacks/{identifier}{verb}").status_code == 404


def test_erasing_the_conversation_erases_the_message(left: Any) -> None:
    assert left.browser.delete(left.path).status_code == 204
    with unit_of_work() as session:
        assert session.scalars(select(Callback)).all() == []
