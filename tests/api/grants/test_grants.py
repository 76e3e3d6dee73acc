"""What was granted is recorded, found again by the person's number, and told to staff and to nobody else but the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.cases.parts import parts_of
from api.core.clock import now
from api.core.database import unit_of_work
from api.grants.service import note_grant
from api.models import Application, Grant, StaffAccount
from api.staff.roles import Role
from api.staff.sessions import COOKIE, open_session
from tests.api.application_form import ID_NUMBER, NAME, submit
from tests.api.officials import INSIDE, Official
from tests.api.talk import open_talk

QUICK = "linshi-xiaoe-kuaijiu"
Join = Callable[..., Official]


@pytest.fixture
def join(app: FastAPI, client: TestClient) -> Join:
    """Makes an account and opens a session for it."""

    def make(name: str, role: Role, place: str | None, department: str | None = None) -> Official:
        browser = TestClient(app)
        account = {"name": name, "role": role, "place": place, "department": department}
        with unit_of_work() as session:
            session.add(StaffAccount(**account, password_hash="", active=True, created_at=now()))
            session.flush()
            browser.cookies.set(COOKIE, open_session(session, session.get_one(StaffAccount, name)))
        return Official(browser, name)

    return make


@pytest.fixture
def supervisor(join: Join) -> Official:
    """Responsible for all of Tianjin."""
    return join("supervisor", "supervisor", "120000")


def sent(client: TestClient, key: str, **applicant: str) -> dict[str, Any]:
    """What an application of the same person, but for what is changed, is answered."""
    answer = submit(client, key=key, policy_ids=[QUICK], applicant={"id_number": ID_NUMBER, **applicant})
    assert answer.status_code == 201, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


def confirmed(client: TestClient, supervisor: Official, key: str = "first-application") -> str:
    """An application that has only to be granted."""
    number: str = sent(client, key)["number"]
    for step in ("accepted", "confirmed"):
        assert supervisor.move(number, step, QUICK).status_code == 200
    return number


def granted(client: TestClient, supervisor: Official, **terms: str) -> str:
    """An application that was granted on these terms, by the form of the page."""
    number = confirmed(client, supervisor)
    form = {"policy_id": QUICK, "to": "granted", "seen": supervisor.look(number).json()["seen"], **terms}
    answer = supervisor.browser.post(f"/staff/cases/{number}/transition", data=form, headers=INSIDE)
    assert answer.status_code == 200, answer.text
    return number


def kept() -> list[Grant]:
    with unit_of_work() as session:
        return list(session.scalars(select(Grant)))


def page(official: Official, path: str, **query: str) -> str:
    answer = official.browser.get(path, params=query, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_what_is_granted_is_recorded_with_its_terms_and_the_person_encrypted(client: TestClient, supervisor: Official) -> None:
    number = granted(client, supervisor, amount="1500.50", unit="元", from_day="2026-01-01", until_day="2027-01-01")
    (grant,) = kept()
    assert (grant.number, str(grant.amount), grant.unit, str(grant.until_day)) == (number, "1500.50", "元", "2027-01-01")
    assert grant.person["name"] == NAME and NAME not in grant.person_encrypted and ID_NUMBER not in grant.person_encrypted
    shown = page(supervisor, "/staff/grants", policy=QUICK, place="", running="2026-06-01")
    assert number in shown and "1500.50 元" in shown and ID_NUMBER not in shown and NAME not in shown
    assert number not in page(supervisor, "/staff/grants", running="2025-01-01")


def test_what_is_not_known_stays_unknown(client: TestClient, supervisor: Official) -> None:
    number = confirmed(client, supervisor)
    assert supervisor.move(number, "granted", QUICK).status_code == 200
    (grant,) = kept()
    assert (grant.amount, grant.unit, grant.from_day, grant.until_day) == (None, None, None, None)
    assert "金额不知道" in page(supervisor, "/staff/grants")


def test_an_end_before_the_beginning_grants_nothing(client: TestClient, supervisor: Official) -> None:
    number = confirmed(client, supervisor)
    wrong = supervisor.move(number, "granted", QUICK, grant={"from_day": "2026-02-01", "until_day": "2026-01-01"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "until_day")
    assert kept() == [] and supervisor.look(number).json()["status"] == "confirmed"


def test_staff_see_on_a_new_application_what_the_person_already_has(client: TestClient, supervisor: Official) -> None:
    granted(client, supervisor)
    again = sent(client, "second-application")["number"]
    shown = page(supervisor, f"/staff/cases/{again}")
    assert "这个人已在享受" in shown and "和这次申请的相同" in shown
    other = submit(client, key="of-another-person", policy_ids=[QUICK]).json()["number"]
    assert "这个人已在享受" not in page(supervisor, f"/staff/cases/{other}")


def test_what_has_ended_is_no_longer_held(client: TestClient, supervisor: Official) -> None:
    granted(client, supervisor, until_day="2026-01-01")
    again = sent(client, "second-application")["number"]
    assert "这个人已在享受" not in page(supervisor, f"/staff/cases/{again}")


def test_the_applicant_is_told_what_they_have_and_nobody_else_who_knows_the_number(
    client: TestClient, supervisor: Official
) -> None:
    granted(client, supervisor)
    for key, stranger in (("second-application", {"name": "王五"}), ("third-application", {"phone": "13912345678"})):
        receipt = sent(client, key, **stranger)
        assert receipt["already_granted"] == []
        assert supervisor.move(receipt["number"], "withdrawn", QUICK).status_code == 200
    told = sent(client, "fourth-application")["already_granted"]
    assert [row["policy_id"] for row in told] == [QUICK] and "已经在领" in told[0]["text"]


def test_what_was_given_elsewhere_is_recorded_by_staff_for_their_own_place(
    client: TestClient, supervisor: Official, join: Join
) -> None:
    form: dict[str, Any] = {"policy_id": "dibao", "name": NAME, "id_number": ID_NUMBER, "place": "120104", "amount": ""}
    caseworker = join("caseworker", "caseworker", "120105", "民政")
    assert caseworker.browser.post("/staff/grants", data=form, headers=INSIDE).status_code == 404
    wrong = supervisor.browser.post("/staff/grants", data=form | {"id_number": "123"}, headers=INSIDE)
    assert wrong.status_code == 422 and "身份证号" in wrong.text
    assert "记下了" in supervisor.browser.post("/staff/grants", data=form, headers=INSIDE).text
    number = submit(client, policy_ids=["dibao"]).json()["number"]
    assert "和这次申请的相同" in page(supervisor, f"/staff/cases/{number}")
    (grant,) = kept()
    gone = supervisor.browser.post(f"/staff/grants/{grant.id}/remove", headers=INSIDE)
    assert gone.status_code == 200 and kept() == []


@pytest.mark.parametrize("policy,name,received", [("dibao", NAME, ["dibao"]), (QUICK, NAME, None), ("dibao", "王五", None)])
def test_what_goes_on_being_paid_counts_as_received_in_the_conversation_of_whoever_has_it(
    client: TestClient, policy: str, name: str, received: list[str] | None
) -> None:
    number = submit(client, key="first-application", policy_ids=[policy], applicant={"id_number": ID_NUMBER}).json()["number"]
    with unit_of_work() as session:
        [part] = parts_of(session, number)
        note_grant(session, "li", session.get_one(Application, number), part, None)
    talk = open_talk(client)
    client.post(f"{talk.path}/consent", json={"scope": "facts", "granted": True}, headers=talk.key)
    person = {"id_number": ID_NUMBER, "name": name}
    applied = {"policy_ids": ["canji-huli-butie"], "conversation_id": talk.id, "applicant": person}
    answer = submit(client, key="second-application", headers=talk.key, **applied)
    assert answer.status_code == 201, answer.text
    facts = client.get(f"{talk.path}/facts", headers=talk.key).json()
    assert facts["facts"].get("household", {}).get("receiving") == received
    assert facts["provenance"].get("household.receiving") == (received and "recorded")
