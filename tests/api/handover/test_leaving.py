"""Who leaves their desk loses residents to the queue, and the residents lose nothing; who passes one on keeps the bot silent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from api.core.clock import now
from api.core.database import unit_of_work
from api.core.settings import settings
from api.handover.presence import AT_THE_DESK, EVERY_SECONDS, Watch
from api.models import Attendance, Conversation, StaffPresence
from api.staff.events import InboxNews

Make = Callable[..., Any]


def looked(until: datetime, sees: Callable[[datetime], None] = lambda moment: None) -> int:
    """A watch that has looked without a break until a moment; how many it sent back in all."""
    watch = Watch()
    moment, sent_back = now(), 0
    while moment <= until:
        sees(moment)
        sent_back += watch.look_at(moment)
        moment += timedelta(seconds=EVERY_SECONDS)
    return sent_back


def state_of(resident: Any) -> tuple[str, str | None]:
    with unit_of_work() as session:
        conversation = session.get_one(Conversation, resident.id)
        return conversation.mode, conversation.claimed_by


def test_a_closed_browser_sends_the_resident_back_to_the_old_place(staff: Make, waiting: Make, audited: Make) -> None:
    person, resident, later = staff("wang"), waiting(), waiting()
    since = person.queue()[0]["since"]
    person.act(resident, "claim")
    assert looked(now() + settings().staff_absent_after - timedelta(minutes=1)) == 0
    assert looked(now() + settings().staff_absent_after + timedelta(minutes=1)) == 1
    first = person.queue()[0]
    assert (first["conversation_id"], first["since"], first["mode"]) == (resident.id, since, "waiting")
    told = resident.history()[-1]
    assert (told["type"], told["data"]["event"]) == ("notice", "lost")
    assert "还排在原来的位置" in told["text"] and "12345" in told["text"]
    assert ("system", "conversation_requeued") in audited(resident.id)
    assert state_of(later) == ("waiting", None)
    with unit_of_work() as session:
        assert session.scalars(select(Attendance.ending)).all() == ["lost"]


def test_an_open_page_or_one_opened_again_keeps_the_resident(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")

    def page_is_open(moment: datetime) -> None:
        # A reload: nothing is heard for as long as that takes.
        if moment < now() + timedelta(minutes=2) or moment > now() + timedelta(minutes=3):
            with unit_of_work() as session:
                session.execute(update(StaffPresence).values(seen_at=moment))

    assert looked(now() + timedelta(minutes=20), page_is_open) == 0
    assert state_of(resident) == ("human", "wang")


def test_the_open_stream_is_the_sign_of_life(staff: Make) -> None:
    person = staff("wang")
    news = InboxNews(person.browser.cookies["staff"], None)
    news.read()
    with unit_of_work() as session:
        first = session.get_one(StaffPresence, "wang").seen_at
    news.read()
    with unit_of_work() as session:
        assert session.get_one(StaffPresence, "wang").seen_at == first
    assert now() - first < timedelta(seconds=10)


def test_after_a_start_everybody_has_time_to_come_back(staff: Make, waiting: Make) -> None:
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    with unit_of_work() as session:
        session.execute(update(StaffPresence).values(seen_at=now() - timedelta(hours=1)))
    watch = Watch()
    assert (watch.look_at(now()), state_of(resident)[0]) == (0, "human")
    # While the database was away nobody could give a sign: the time begins anew.
    assert watch.look_at(now() + timedelta(hours=1)) == 0
    assert watch.look_at(now() + timedelta(hours=1) + AT_THE_DESK / 2) == 0
    assert watch.look_at(now() + timedelta(hours=1) + AT_THE_DESK + timedelta(seconds=1)) == 1


def test_how_long_one_may_be_away_is_a_setting(staff: Make, waiting: Make) -> None:
    settings().staff_absent_after = timedelta(hours=1)
    person, resident = staff("wang"), waiting()
    person.act(resident, "claim")
    assert looked(now() + timedelta(minutes=50)) == 0
    assert looked(now() + timedelta(minutes=70)) == 1


def test_an_emergency_that_is_left_stays_an_emergency(staff: Make, waiting: Make) -> None:
    person, other, urgent = staff("wang"), waiting(), waiting(emergency=True)
    person.act(urgent, "claim")
    looked(now() + timedelta(minutes=7))
    assert [row["conversation_id"] for row in person.queue()] == [urgent.id, other.id]


def test_a_colleague_at_the_desk_takes_over_at_once(staff: Make, waiting: Make, audited: Make) -> None:
    person, colleague, resident = staff("wang"), staff("li"), waiting()
    person.act(resident, "claim")
    InboxNews(colleague.browser.cookies["staff"], None).read()
    there = person.browser.get(f"/v1/staff/conversations/{resident.id}/colleagues").json()
    assert there == {"results": [{"name": "li", "role": "operator"}], "supervisor": False}
    passed = person.act(resident, "transfer", to="li", note="她要问残疾证")
    assert (passed.json()["claimed_by"], passed.json()["claimed_by_me"]) == ("li", False)
    assert resident.history()[-1]["data"] == {"event": "transferred", "name": "li"}
    assert resident.say("您好")["replies"] == []
    assert colleague.act(resident, "reply", text="我来接着办").status_code == 200
    assert person.act(resident, "reply", text="还是我").status_code == 409
    assert [note["text"] for note in colleague.open(resident).json()["notes"]] == ["她要问残疾证"]
    assert ("wang", "conversation_transferred") in audited(resident.id)


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({"to": "li"}, 409, "li 现在不在线"),
        ({"to": "wang"}, 422, "本来就由您接待"),
        ({"to": "nobody"}, 409, "现在不在线"),
        ({"supervisor": True}, 409, "没有主管在线"),
        ({}, 422, "请检查"),
        ({"to": "li", "supervisor": True}, 422, "请检查"),
    ],
)
def test_nobody_is_passed_on_to_somebody_who_is_not_there(
    staff: Make, waiting: Make, body: dict[str, Any], status: int, sentence: str
) -> None:
    person, resident = staff("wang"), waiting()
    staff("li")
    person.act(resident, "claim")
    answer = person.act(resident, "transfer", **body)
    assert (answer.status_code, sentence in answer.json()["detail"]) == (status, True)
    assert state_of(resident) == ("human", "wang")


def test_a_colleague_of_another_place_is_not_offered(staff: Make, waiting: Make) -> None:
    person, stranger, resident = staff("wang", place="120104"), staff("li", place="321181"), waiting()
    with unit_of_work() as session:
        session.get_one(Conversation, resident.id).facts = {"household": {"residence": "120104"}}
    person.act(resident, "claim")
    InboxNews(stranger.browser.cookies["staff"], None).read()
    assert person.browser.get(f"/v1/staff/conversations/{resident.id}/colleagues").json()["results"] == []
    assert person.act(resident, "transfer", to="li").status_code == 409


def test_what_a_supervisor_is_asked_for_only_a_supervisor_takes(staff: Make, waiting: Make) -> None:
    person, other, head, resident = staff("wang"), staff("li"), staff("zhao", "supervisor"), waiting()
    since = person.queue()[0]["since"]
    person.act(resident, "claim")
    InboxNews(head.browser.cookies["staff"], None).read()
    assert person.act(resident, "transfer", supervisor=True).json()["mode"] == "waiting"
    row = head.queue()[0]
    assert (row["for_supervisor"], row["since"], row["claimed_by"]) == (True, since, None)
    refused = other.act(resident, "claim")
    assert (refused.status_code, refused.json()["detail"]) == (409, "这位居民已转给主管，请由主管接待。")
    assert head.act(resident, "claim").status_code == 200
    assert head.act(resident, "return").status_code == 200
    with unit_of_work() as session:
        assert session.get_one(Conversation, resident.id).for_supervisor is False


def test_where_every_supervisor_has_left_anybody_may_take_it(staff: Make, waiting: Make) -> None:
    person, head, resident = staff("wang"), staff("zhao", "supervisor"), waiting()
    person.act(resident, "claim")
    InboxNews(head.browser.cookies["staff"], None).read()
    person.act(resident, "transfer", supervisor=True)
    with unit_of_work() as session:
        session.execute(update(StaffPresence).values(seen_at=now() - timedelta(hours=1)))
    looked(now() + AT_THE_DESK * 2)
    assert person.act(resident, "claim").status_code == 200
