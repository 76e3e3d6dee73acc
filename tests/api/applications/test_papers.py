"""Papers of an application: each once, promised for later, brought; what was submitted is kept as a keyed digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.applications.papers import papers_of
from api.applications.schemas import ApplicationRequest
from api.core.database import unit_of_work
from api.core.security import fingerprint
from api.models import Application
from knowledge.catalogue import load_catalogue
from tests.api.application_form import PHONE, form, submit
from tests.api.attachments.conftest import Filed, account, audited, filed, password_hash, picture, staff
from tests.api.staff.conftest import Person
from tests.api.talk import Talk

__all__ = ["account", "audited", "filed", "password_hash", "staff"]


def told(browser: TestClient, number: str) -> dict[str, dict[str, object]]:
    """The papers of an application by name."""
    found = browser.get(f"/v1/applications/{number}", headers={"X-Phone": PHONE}).json()
    return {paper["name"]: paper for paper in found["papers"]}


def test_a_paper_of_two_policies_is_named_once_with_both_clauses() -> None:
    policies = load_catalogue().policies
    dibao, tekun = policies["dibao"], policies["tekun-gongyang"]
    papers = {paper.name: paper for paper in papers_of([dibao, tekun])}
    assert papers["身份证"].policy_ids == ["dibao", "tekun-gongyang"]
    assert dibao.papers_clause in papers["身份证"].clauses


def test_what_was_left_for_later_is_kept_and_told(client: TestClient) -> None:
    name = load_catalogue().policies["dibao"].papers[0]
    number = submit(client, promised=[name, name]).json()["number"]
    assert (told(client, number)[name]["promised"], told(client, number)[name]["files"]) == (True, 0)
    with unit_of_work() as session:
        application = session.get_one(Application, number)
        assert (application.promised, application.consent_version) == ([name], "2026-11-b")


@pytest.mark.parametrize("promised", [["护照"], ["身份证", ""], ["<script>"]])
def test_what_nobody_asks_for_cannot_be_promised(client: TestClient, promised: list[str]) -> None:
    answer = submit(client, promised=promised)
    assert (answer.status_code, answer.json()["field"]) == (422, "promised")


def test_a_photo_of_a_paper_is_counted_for_it(filed: Filed) -> None:
    filed.add(picture(), paper="身份证")
    filed.add(picture(colour="red"), paper="身份证")
    assert told(filed.browser, filed.number)["身份证"]["files"] == 2


def test_who_is_applied_for_is_told_masked_only(client: TestClient, talk: Talk) -> None:
    other = {"name": "王五六", "relation": "母亲", "id_number": None}
    number = submit(client, on_behalf_of=other).json()["number"]
    shown = client.get(f"/v1/applications/{number}", headers={"X-Phone": PHONE}).json()["applicant"]
    assert shown == {"name": "李*", "id_number": "1101************2X", "on_behalf_of": "王**"}


def test_what_was_submitted_is_kept_as_a_keyed_digest(client: TestClient) -> None:
    number = submit(client).json()["number"]
    unkeyed = hashlib.sha256(ApplicationRequest(**form()).model_dump_json(exclude={"promised"}).encode()).hexdigest()
    with unit_of_work() as session:
        assert session.get_one(Application, number).content_digest == fingerprint(unkeyed) != unkeyed


def test_staff_see_what_was_left_for_later(client: TestClient, staff: Callable[..., Person]) -> None:
    number = submit(client, promised=["身份证"]).json()["number"]
    papers = staff("clerk", "supervisor").browser.get(f"/v1/staff/applications/{number}").json()["papers"]
    assert [paper["promised"] for paper in papers if paper["name"] == "身份证"] == [True]
