"""Statutory time limits on the official calendar."""

from __future__ import annotations

from datetime import date

import pytest

from api.cases.clocks import Clock, deadline, limits, next_limit, notice_ends
from knowledge.catalogue import load_catalogue
from knowledge.policy import Days

# The first to the seventh of October 2026 are free; Saturday the tenth is worked instead.
BEFORE_THE_HOLIDAY = date(2026, 9, 30)
DAY = date(2026, 11, 22)


def limit(count: int, unit: str) -> Days:
    """A time limit."""
    return Days.model_validate({"count": count, "unit": unit, "clause": "x"})


@pytest.mark.parametrize(
    ("count", "day"),
    [(1, date(2026, 10, 8)), (2, date(2026, 10, 9)), (3, date(2026, 10, 10)), (4, date(2026, 10, 12))],
)
def test_working_days_skip_the_national_holiday_and_count_the_day_worked_instead(count: int, day: date) -> None:
    assert deadline(BEFORE_THE_HOLIDAY, limit(count, "working")) == day


def test_working_days_skip_the_weekend() -> None:
    assert deadline(date(2026, 11, 20), limit(1, "working")) == date(2026, 11, 23)


def test_the_day_it_begins_does_not_count() -> None:
    assert deadline(date(2026, 11, 23), limit(1, "working")) == date(2026, 11, 24)


def test_calendar_days_skip_nothing() -> None:
    assert deadline(BEFORE_THE_HOLIDAY, limit(3, "calendar")) == date(2026, 10, 3)


def test_calendar_days_reach_beyond_the_known_calendar() -> None:
    assert deadline(date(2099, 12, 30), limit(3, "calendar")) == date(2100, 1, 2)


def test_working_days_beyond_the_known_calendar_are_not_guessed() -> None:
    assert deadline(date(2099, 1, 1), limit(1, "working")) is None


FIFTH_WORKING_DAY = date(2026, 10, 13)
ACCEPTED_AT_ONCE = Clock(BEFORE_THE_HOLIDAY, BEFORE_THE_HOLIDAY)
ACCEPTED_LATER = Clock(BEFORE_THE_HOLIDAY, date(2026, 10, 9))
DANYANG, TIANJIN, NOWHERE = "321181", "120104", "420106"


def days(policy_id: str, place: str, clock: Clock, status: str = "submitted") -> dict[str, date | None]:
    """The day of each limit that is not met, by its step; the whole under `total`."""
    found = limits(load_catalogue().policy(policy_id, place, DAY), clock, status, closed=False)
    return {"total" if limit.total else limit.step: limit.day for limit in found if not limit.met}


# Wednesday the 30th of September 2026: the week after is the national holiday, Saturday the tenth is worked.
@pytest.mark.parametrize(
    ("policy_id", "place", "clock", "status", "expected"),
    [
        # 丹阳: three working days to the door, twenty in all, from the application.
        ("dibao", DANYANG, Clock(BEFORE_THE_HOLIDAY, None), "submitted", {"visiting": "10-10", "total": "11-03"}),
        ("kunjing-ertong", DANYANG, Clock(BEFORE_THE_HOLIDAY, None), "submitted", {"visiting": "10-10", "granted": "11-03"}),
        # 天津 and the nation: three working days from acceptance to begin, thirty to decide.
        (
            "dibao",
            TIANJIN,
            ACCEPTED_AT_ONCE,
            "accepted",
            {"checking": "10-10", "visiting": "10-10", "total": "11-17"},
        ),
        ("dibao", TIANJIN, Clock(BEFORE_THE_HOLIDAY, None), "submitted", {"total": "11-17"}),
        (
            "dibao",
            TIANJIN,
            ACCEPTED_LATER,
            "accepted",
            {"checking": "10-13", "visiting": "10-13", "total": "11-19"},
        ),
        ("dibao", NOWHERE, ACCEPTED_AT_ONCE, "accepted", {"checking": "10-10", "total": "11-17"}),
        ("dibao", TIANJIN, ACCEPTED_AT_ONCE, "checking", {"visiting": "10-10", "total": "11-17"}),
        ("dibao", TIANJIN, ACCEPTED_AT_ONCE, "reviewing", {"total": "11-17"}),
        ("dibao", TIANJIN, ACCEPTED_AT_ONCE, "confirmed", {}),
        ("dibao", DANYANG, Clock(BEFORE_THE_HOLIDAY, None, stopped=True), "returned", {"visiting": None, "total": None}),
        # 特困: fifteen working days to the first opinion.
        (
            "tekun-gongyang",
            NOWHERE,
            ACCEPTED_AT_ONCE,
            "accepted",
            {"reviewing": "10-27", "total": "11-17"},
        ),
    ],
)
def test_the_limits_of_a_case_are_the_catalogues(
    policy_id: str, place: str, clock: Clock, status: str, expected: dict[str, str | None]
) -> None:
    written = {
        step: None if day is None else day.strftime("%m-%d") for step, day in days(policy_id, place, clock, status).items()
    }
    assert written == expected


def test_beyond_the_published_calendar_a_limit_has_no_day_and_is_never_the_next() -> None:
    clock = Clock(date(2099, 1, 1), date(2099, 1, 1))
    found = limits(load_catalogue().policy("dibao", TIANJIN, DAY), clock, "accepted", closed=False)
    assert ({limit.day for limit in found}, next_limit(found)) == ({None}, None)


def test_the_next_limit_is_the_nearest_that_is_not_met() -> None:
    policy, clock = load_catalogue().policy("dibao", DANYANG, DAY), ACCEPTED_AT_ONCE
    steps = ("submitted", "accepted", "visiting", "reviewing")
    nearest = [next_limit(limits(policy, clock, status, closed=False)) for status in steps]
    assert [limit and limit.day for limit in nearest] == [date(2026, 10, 10)] * 2 + [date(2026, 11, 3)] * 2


@pytest.mark.parametrize(
    ("policy_id", "place", "last_day"),
    [
        ("dibao", TIANJIN, date(2026, 10, 7)),
        ("canji-zheng", TIANJIN, FIFTH_WORKING_DAY),
        ("qiuzhi-butie", NOWHERE, FIFTH_WORKING_DAY),
    ],
)
def test_a_notice_runs_as_long_as_its_entry_says_else_seven_days(policy_id: str, place: str, last_day: date) -> None:
    assert notice_ends(BEFORE_THE_HOLIDAY, load_catalogue().policy(policy_id, place, DAY)) == last_day


def test_what_is_said_of_a_step_names_a_step_its_policy_has() -> None:
    catalogue = load_catalogue()
    places = [None, *catalogue.overlays]
    entries = {(place, policy.id): policy for place in places for policy in catalogue.in_force(DAY, place)}
    lost = [
        (key, row.step)
        for key, policy in entries.items()
        for row in (*policy.step_days, *policy.step_places)
        if row.step not in policy.apply.steps
    ]
    assert lost == []
