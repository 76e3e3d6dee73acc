"""What who waits is told: their place, how long it may take, and when somebody is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from api.chat.events import ConversationNews
from api.core.clock import now
from api.core.database import unit_of_work
from api.handover.waiting import expected_minutes
from api.models import Attendance, Conversation

Make = Callable[..., Any]


def waited(resident: Any, *, minutes: float, ahead: int | None, ago: timedelta = timedelta(), priority: int = 0) -> None:
    """Somebody was attended to after so many minutes, with so many before them."""
    claimed = now() - ago
    with unit_of_work() as session:
        session.add(
            Attendance(
                conversation_id=resident.id,
                by="li",
                priority=priority,
                queued_at=claimed - timedelta(minutes=minutes),
                ahead=ahead,
                claimed_at=claimed,
            )
        )


def expected(ahead: int) -> int | None:
    with unit_of_work() as session:
        return expected_minutes(session, ahead, now())


def outlook_of(resident: Any) -> dict[str, Any]:
    """What the stream of the resident tells first."""
    events = ConversationNews(resident.id, 10**6).read()
    assert events is not None
    return events[0].data


def test_how_long_it_takes_is_told_from_todays_waits(resident: Make) -> None:
    earlier = resident()
    for minutes, ahead in ((4, 1), (6, 2), (1, 0), (10, 4), (2, 0)):
        waited(earlier, minutes=minutes, ahead=ahead)
    assert (expected(0), expected(2)) == (2, 6)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"minutes": 4, "ahead": 1}] * 2,
        [{"minutes": 4, "ahead": 1, "ago": timedelta(hours=3)}] * 5,
        [{"minutes": 4, "ahead": None}] * 5,
        [{"minutes": 4, "ahead": 1, "priority": 10}] * 5,
    ],
    ids=["nobody", "too few", "too long ago", "overnight", "emergencies"],
)
def test_from_waits_that_say_nothing_nothing_is_told(resident: Make, rows: list[dict[str, Any]]) -> None:
    earlier = resident()
    for row in rows:
        waited(earlier, **row)
    assert expected(0) is None


def test_the_page_is_told_place_and_time_and_hears_when_they_change(
    app: Any, open_now: None, staff: Make, resident: Make, waiting: Make
) -> None:
    earlier = resident()
    for _ in range(3):
        waited(earlier, minutes=3, ahead=0)
    first, second = waiting(), waiting()
    news = ConversationNews(second.id, 10**6)
    told = (news.read() or [])[0].data
    assert (told["mode"], told["position"], told["minutes"], told["open"]) == ("waiting", 1, 6, True)
    assert news.read() == []
    staff("wang").act(first, "claim")
    # One more wait of almost nothing: the median is still three minutes.
    changed = (news.read() or [])[0].data
    assert (changed["position"], changed["minutes"]) == (0, 3)


def test_a_claim_is_one_of_the_waits_the_next_are_told_from(open_now: None, staff: Make, waiting: Make) -> None:
    person = staff("wang")
    for _ in range(3):
        asked = waiting()
        with unit_of_work() as session:
            session.get_one(Conversation, asked.id).waiting_since = now() - timedelta(minutes=8)
        person.act(asked, "claim")
    assert expected(0) == 9


def test_outside_office_hours_no_wait_is_guessed(closed_now: None, staff: Make, resident: Make, waiting: Make) -> None:
    for _ in range(3):
        waited(resident(), minutes=3, ahead=0)
    asked = waiting()
    told = outlook_of(asked)
    assert (told["minutes"], told["open"], told["opens_at"][-6:]) == (None, False, "+08:00")
    staff("wang").act(asked, "claim")
    with unit_of_work() as session:
        assert session.query(Attendance).filter_by(conversation_id=asked.id).one().ahead is None


def test_whoever_is_in_danger_is_told_no_time(open_now: None, resident: Make, waiting: Make) -> None:
    for _ in range(3):
        waited(resident(), minutes=3, ahead=0)
    assert outlook_of(waiting(emergency=True))["minutes"] is None


def test_who_does_not_want_to_wait_goes_on_with_the_bot(closed_now: None, waiting: Make, audited: Make) -> None:
    asked = waiting()
    answer = asked.browser.post(f"{asked.path}/messages", json={"button": "/stop_waiting"}).json()
    assert (answer["mode"], answer["replies"][0]["text"][:13]) == ("bot", "好的，先不等工作人员了。您接着问"[:13])
    assert ("resident", "handover_withdrawn") in audited(asked.id)
