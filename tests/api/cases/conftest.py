"""Staff who work on an application, each signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.core.clock import now
from api.core.database import unit_of_work
from api.models import StaffAccount
from api.staff.roles import Role
from api.staff.sessions import COOKIE, open_session
from tests.api.application_form import submit
from tests.api.officials import Official

# Nobody signs in by a password here.
NO_PASSWORD = ""


@pytest.fixture
def official(app: FastAPI, client: TestClient) -> Callable[..., Official]:
    """Makes an account and opens a session for it."""

    def join(name: str, role: Role, place: str | None = None, department: str | None = None) -> Official:
        browser = TestClient(app)
        with unit_of_work() as session:
            account = StaffAccount(
                name=name,
                password_hash=NO_PASSWORD,
                role=role,
                place=place,
                department=department,
                active=True,
                created_at=now(),
            )
            session.add(account)
            session.flush()
            browser.cookies.set(COOKIE, open_session(session, account))
        return Official(browser, name)

    return join


@pytest.fixture
def supervisor(official: Callable[..., Official]) -> Official:
    """Responsible for all of Tianjin."""
    return official("supervisor", "supervisor", "120000")


@pytest.fixture
def caseworker(official: Callable[..., Official]) -> Official:
    """Civil affairs of one district."""
    return official("caseworker", "caseworker", "120104", "民政")


@pytest.fixture
def apply(client: TestClient) -> Callable[..., str]:
    """Submits an application and gives its number."""
    count = iter(range(10_000))

    def send(**changes: Any) -> str:
        number: str = submit(client, key=f"key-number-{next(count)}", **changes).json()["number"]
        return number

    return send
