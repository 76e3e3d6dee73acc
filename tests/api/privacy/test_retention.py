"""What is erased by itself, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from api.audit.verify import verify
from api.core.clock import now
from api.core.database import reading, unit_of_work
from api.core.settings import settings
from api.models import Application, AuditEntry, Conversation
from api.privacy.retention import erase_what_is_due, rules
from tests.api.application_form import submit
from tests.api.talk import Talk

from .conftest import close

LONG_AGO = timedelta(days=3000)


def age(number: str, days: float) -> None:
    """Moves the end of an application into the past."""
    with unit_of_work() as session:
        closed = now() - timedelta(days=days)
        session.execute(update(Application).where(Application.number == number).values(closed_at=closed))


def leave(talk: Talk, since: timedelta) -> None:
    """Nobody has said anything in the conversation for this long."""
    with unit_of_work() as session:
        session.execute(update(Conversation).where(Conversation.id == talk.id).values(active_at=now() - since))


def left() -> tuple[int, int]:
    """How many applications and conversations there are."""
    with reading() as session:
        return len(session.scalars(select(Application.number)).all()), len(session.scalars(select(Conversation.id)).all())


@pytest.mark.parametrize(
    ("status", "days", "there"), [("refused", 729, 1), ("refused", 731, 0), ("withdrawn", 731, 0), ("granted", 99_999, 1)]
)
def test_an_application_is_erased_when_the_time_of_its_kind_is_over(
    client: TestClient, status: str, days: int, there: int
) -> None:
    number = submit(client).json()["number"]
    close(number, status)
    age(number, days)
    erase_what_is_due()
    assert left()[0] == there


def test_the_office_sets_how_long_what_was_granted_is_kept(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    number = submit(client).json()["number"]
    close(number)
    age(number, 31)
    monkeypatch.setenv("KEEP_GRANTED", "P30D")
    settings.cache_clear()
    erase_what_is_due()
    assert left()[0] == 0
    with reading() as session:
        act = session.scalars(select(AuditEntry).where(AuditEntry.action == "retention_erased")).one()
        assert (act.who, act.subject) == ("retention", number)
        assert verify(session).fault is None


def test_an_application_that_is_worked_on_is_never_erased(client: TestClient) -> None:
    submit(client)
    with unit_of_work() as session:
        session.execute(update(Application).values(created_at=now() - LONG_AGO))
    erase_what_is_due()
    assert left()[0] == 1


@pytest.mark.parametrize(("since", "there"), [(timedelta(days=179), 1), (timedelta(days=181), 0)])
def test_a_conversation_is_erased_when_nobody_has_spoken_for_long(talk: Talk, since: timedelta, there: int) -> None:
    leave(talk, since)
    assert erase_what_is_due() == ([] if there else [talk.id])
    assert left()[1] == there


def test_who_waits_for_a_person_keeps_the_conversation(talk: Talk) -> None:
    talk.browser.post(f"{talk.path}/handover", json={}, headers=talk.key)
    leave(talk, LONG_AGO)
    assert erase_what_is_due() == []


def test_a_conversation_stays_while_what_was_applied_for_in_it_is_worked_on(talk: Talk) -> None:
    number = submit(talk.browser, conversation_id=talk.id, headers=talk.key).json()["number"]
    leave(talk, LONG_AGO)
    assert erase_what_is_due() == []
    close(number)
    assert erase_what_is_due() == [talk.id]
    assert left() == (1, 0)


def test_every_rule_names_a_setting_and_no_status_stands_twice() -> None:
    statuses = [status for rule in rules() for status in rule.get("statuses", [])]
    assert len(statuses) == len(set(statuses))
    assert all(rule["keep"] in type(settings()).model_fields for rule in rules())
