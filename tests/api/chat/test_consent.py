"""Consent is recorded as it was given; without it nothing is kept for long."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from api.chat.retention import forget_idle
from api.core.clock import now
from api.core.database import unit_of_work
from api.models import Consent, Conversation
from tests.api.rasa_stand_in import RasaStandIn
from tests.api.talk import Talk


def decide(talk: Talk, granted: bool, scope: str = "facts") -> dict[str, object]:
    """The resident's decision."""
    answer = talk.browser.post(f"{talk.path}/consent", json={"scope": scope, "granted": granted}, headers=talk.key)
    assert answer.status_code == 200, answer.text
    body: dict[str, object] = answer.json()
    return body


def idle_since(talk: Talk, hours: float) -> None:
    """Lets the conversation rest that long."""
    with unit_of_work() as session:
        session.execute(update(Conversation).where(Conversation.id == talk.id).values(active_at=now() - timedelta(hours=hours)))


@pytest.fixture
def knowing(talk: Talk) -> Talk:
    """A conversation in which something is known."""
    talk.correct(household__size=3)
    return talk


def test_consent_is_answered_with_wording_and_time(talk: Talk) -> None:
    answer = decide(talk, granted=True)
    assert (answer["scope"], answer["granted"]) == ("facts", True)
    assert answer["wording_version"]
    assert str(answer["at"]).endswith("+08:00")


def test_every_decision_is_kept_one_after_the_other(talk: Talk) -> None:
    decide(talk, granted=True)
    decide(talk, granted=False)
    decide(talk, granted=True, scope="application")
    with unit_of_work() as session:
        kept = session.scalars(select(Consent).where(Consent.conversation_id == talk.id).order_by(Consent.id))
        assert [(row.scope, row.granted) for row in kept] == [("facts", True), ("facts", False), ("application", True)]


def test_consent_to_an_application_is_no_consent_to_keep_facts(talk: Talk) -> None:
    decide(talk, granted=True, scope="application")
    assert talk.browser.get(f"{talk.path}/messages", headers=talk.key).json()["facts_consent"] is None


def test_an_unknown_scope_is_refused(talk: Talk) -> None:
    answer = talk.browser.post(f"{talk.path}/consent", json={"scope": "everything", "granted": True}, headers=talk.key)
    assert answer.status_code == 422


def test_facts_of_an_idle_conversation_without_consent_are_forgotten(knowing: Talk) -> None:
    idle_since(knowing, hours=25)
    assert forget_idle() == 1
    assert knowing.facts()["facts"] == {"household": {}, "people": []}
    assert knowing.facts()["provenance"] == {}


def test_messages_of_an_idle_conversation_without_consent_are_forgotten_too(knowing: Talk) -> None:
    idle_since(knowing, hours=25)
    forget_idle()
    assert knowing.browser.get(f"{knowing.path}/messages", headers=knowing.key).json()["messages"] == []


def test_who_waits_for_a_person_is_not_forgotten(knowing: Talk) -> None:
    knowing.browser.post(f"{knowing.path}/handover", json={}, headers=knowing.key)
    idle_since(knowing, hours=25)
    assert forget_idle() == 0
    assert knowing.facts()["facts"]["household"] == {"size": 3}


def test_facts_are_forgotten_once_consent_was_withdrawn(knowing: Talk) -> None:
    decide(knowing, granted=True)
    decide(knowing, granted=False)
    idle_since(knowing, hours=25)
    forget_idle()
    assert knowing.facts()["facts"]["household"] == {}


def test_facts_of_an_idle_conversation_with_consent_are_kept(knowing: Talk) -> None:
    decide(knowing, granted=True)
    idle_since(knowing, hours=24 * 30)
    forget_idle()
    assert knowing.facts()["facts"]["household"] == {"size": 3}


def test_facts_of_a_conversation_that_goes_on_are_kept(knowing: Talk) -> None:
    idle_since(knowing, hours=23)
    forget_idle()
    assert knowing.facts()["facts"]["household"] == {"size": 3}


def test_old_trackers_are_swept_when_the_service_starts(rasa: RasaStandIn, client: TestClient) -> None:
    limit = time.monotonic() + 5
    while not rasa.sweeps and time.monotonic() < limit:
        time.sleep(0.02)
    assert (now() - timedelta(hours=24)).timestamp() == pytest.approx(rasa.sweeps[0], abs=10)
