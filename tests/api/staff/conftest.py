"""Residents who wait and staff who are signed in, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.core.clock import now
from api.core.database import unit_of_work
from api.handover.service import EMERGENCY_PRIORITY, hand_over
from api.models import AuditEntry, Conversation, StaffAccount
from api.staff.roles import Role
from api.staff.sessions import COOKIE, open_session

PASSWORD = "a long enough password"


@dataclass(frozen=True)
class Resident:
    """A resident in a conversation."""

    browser: TestClient
    id: str

    @property
    def path(self) -> str:
        return f"/v1/conversations/{self.id}"

    def say(self, text: str) -> dict[str, Any]:
        """One turn of the resident."""
        answer: dict[str, Any] = self.browser.post(f"{self.path}/messages", json={"text": text}).json()
        return answer

    def history(self) -> list[dict[str, Any]]:
        """What the resident sees."""
        messages: list[dict[str, Any]] = self.browser.get(f"{self.path}/messages").json()["messages"]
        return messages


@dataclass(frozen=True)
class Person:
    """One of the staff, signed in."""

    browser: TestClient
    name: str

    def act(self, resident: Resident, verb: str, **body: Any) -> Any:
        """claim, reply, return or close."""
        return self.browser.post(f"/v1/staff/conversations/{resident.id}/{verb}", json=body)

    def open(self, resident: Resident) -> Any:
        """The resident's case."""
        return self.browser.get(f"/v1/staff/conversations/{resident.id}")

    def queue(self) -> list[dict[str, Any]]:
        """Who waits."""
        rows: list[dict[str, Any]] = self.browser.get("/v1/staff/queue").json()["results"]
        return rows


@pytest.fixture
def resident(app: FastAPI, client: TestClient) -> Callable[[], Resident]:
    """Opens a conversation with the bot."""

    def arrive() -> Resident:
        browser = TestClient(app)
        opened = browser.post("/v1/conversations", json={"channel": "web"}).json()
        return Resident(browser, opened["id"])

    return arrive


@pytest.fixture
def waiting(resident: Callable[[], Resident]) -> Callable[..., Resident]:
    """Opens a conversation that waits for a person."""

    def wait(emergency: bool = False) -> Resident:
        arrived = resident()
        if not emergency:
            arrived.browser.post(f"{arrived.path}/handover", json={})
            return arrived
        with unit_of_work() as session:
            hand_over(session, session.get_one(Conversation, arrived.id), "emergency", EMERGENCY_PRIORITY)
        return arrived

    return wait


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of everybody's password, made once because it is slow on purpose."""
    return PasswordHasher().hash(PASSWORD)


@pytest.fixture
def account(client: TestClient, password_hash: str) -> Callable[..., str]:
    """Makes an account and gives its name."""

    def make(name: str, role: Role = "operator", place: str | None = None, department: str | None = None) -> str:
        made = {"name": name, "role": role, "place": place, "department": department}
        with unit_of_work() as session:
            session.add(StaffAccount(**made, password_hash=password_hash, active=True, created_at=now()))
        return name

    return make


@pytest.fixture
def staff(app: FastAPI, account: Callable[..., str]) -> Callable[..., Person]:
    """Makes an account and opens a session for it."""

    def join(name: str, role: Role = "operator", **where: str | None) -> Person:
        browser = TestClient(app)
        account(name, role, **where)
        with unit_of_work() as session:
            browser.cookies.set(COOKIE, open_session(session, session.get_one(StaffAccount, name)))
        return Person(browser, name)

    return join


@pytest.fixture
def audited() -> Callable[[str], list[tuple[str, str]]]:
    """Who did what to a subject, in order."""

    def read(subject: str) -> list[tuple[str, str]]:
        with unit_of_work() as session:
            entries = session.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id))
            return [(entry.who, entry.action) for entry in entries]

    return read
