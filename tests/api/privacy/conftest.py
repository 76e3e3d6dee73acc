"""An application of somebody who was granted it, made in a conversation, and staff who may look after their data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from api.core.clock import now
from api.core.database import unit_of_work
from api.models import Application, Message
from tests.api.application_form import submit
from tests.api.staff.conftest import account, password_hash, staff
from tests.api.talk import Talk

__all__ = ["account", "password_hash", "staff"]
SAID = "我妈妈上个月查出尿毒症"


@pytest.fixture
def number(talk: Talk) -> str:
    """The number of an application that was granted; its conversation holds what the resident said."""
    made: str = submit(talk.browser, conversation_id=talk.id, headers=talk.key).json()["number"]
    with unit_of_work() as session:
        session.add(Message(conversation_id=talk.id, sender="resident", type="text", text=SAID, at=now()))
    close(made)
    return made


def close(number: str, status: str = "granted") -> None:
    """Closes an application as it is closed at the end of its steps."""
    with unit_of_work() as session:
        session.execute(update(Application).where(Application.number == number).values(status=status, closed_at=now()))


@pytest.fixture
def supervisor(staff: Callable[..., Any]) -> TestClient:
    """The browser of a supervisor of the applicant's district."""
    browser: TestClient = staff("zhu", "supervisor").browser
    return browser
