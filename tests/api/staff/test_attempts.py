"""What is another's stays another's: `attempts.yaml` holds who tries what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.core.database import unit_of_work
from api.models import Conversation
from tests.api.databases import on_sqlite

from .conftest import Person, Resident

Make = Callable[..., Any]
TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("attempts.yaml").read_text("utf-8"))
SECRET = "我妈妈昨天从楼上摔下来了"
HERE, THERE = "120104", "321181"


@dataclass(frozen=True)
class Attended:
    """A resident of a place with whom one of the staff talks."""

    resident: Resident
    person: Person

    def called(self, browser: TestClient, attempt: dict[str, Any]) -> Any:
        """The answer to an attempt at this conversation."""
        method, address = attempt["call"].split(" ", 1)
        return browser.request(method, address.replace("{id}", self.resident.id), json=attempt.get("body"))

    def state(self) -> tuple[Any, ...]:
        """All that an attempt might have changed."""
        with unit_of_work() as session:
            kept = session.get_one(Conversation, self.resident.id)
            stored = (kept.mode, kept.claimed_by, kept.facts_consent, str(kept.facts), str(kept.outcome))
        return stored, [message["text"] for message in self.resident.history()]


@pytest.fixture
def attended(staff: Make, waiting: Make) -> Attended:
    resident, person = waiting(), staff("李", place=HERE)
    with unit_of_work() as session:
        session.get_one(Conversation, resident.id).facts = {"household": {"residence": HERE}}
    person.act(resident, "claim")
    resident.say(SECRET)
    return Attended(resident, person)


@on_sqlite
@pytest.mark.parametrize("who", ["mine", "nobody", "key_as_cookie"])
def test_a_resident_gets_nothing_of_anothers_conversation(app: FastAPI, attended: Attended, resident: Make, who: str) -> None:
    mine = resident().browser
    if who == "nobody":
        mine = TestClient(app)
    if who == "key_as_cookie":
        mine.cookies.set("staff", attended.resident.browser.cookies[next(iter(attended.resident.browser.cookies))])
    before = attended.state()
    for attempt in TABLE["residents"]:
        answer = attended.called(mine, attempt)
        assert answer.status_code in (401, 403, 404), attempt
        assert SECRET not in answer.text
    assert attended.state() == before


@on_sqlite
@pytest.mark.parametrize(("kind", "place"), [("colleagues", HERE), ("strangers", THERE)])
def test_staff_change_nothing_in_what_another_attends_to(attended: Attended, staff: Make, kind: str, place: str) -> None:
    another, before = staff("wang", place=place), attended.state()
    for attempt in TABLE[kind]:
        answer = attended.called(another.browser, attempt)
        assert answer.status_code == attempt["gets"], attempt
        assert SECRET not in answer.text
    assert attended.state() == before
    assert bool(another.queue()) is (place == HERE)


@on_sqlite
def test_no_identifier_but_its_own_opens_a_conversation(attended: Attended, staff: Make) -> None:
    browser, before = staff("wang").browser, attended.state()
    for written in TABLE["identifiers"]:
        answer = browser.get(f"/v1/staff/conversations/{written.replace('{id}', attended.resident.id)}", follow_redirects=False)
        assert answer.status_code in (404, 422, 307), written
        assert SECRET not in answer.text
    assert attended.state() == before


@on_sqlite
def test_whoever_attends_keeps_the_conversation_when_the_resident_turns_out_to_live_elsewhere(attended: Attended) -> None:
    with unit_of_work() as session:
        session.get_one(Conversation, attended.resident.id).facts = {"household": {"residence": THERE}}
    assert attended.person.act(attended.resident, "reply", text="您慢慢说").status_code == 200


@on_sqlite
def test_who_only_said_which_city_is_everybodys_there(staff: Make, waiting: Make) -> None:
    resident = waiting()
    with unit_of_work() as session:
        session.get_one(Conversation, resident.id).facts = {"household": {"residence": "120000"}}
    assert [bool(staff(name, place=place).queue()) for name, place in (("wang", HERE), ("zhao", THERE))] == [True, False]
