"""An audit trail, and somebody who can do to the database what its triggers refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from api.audit import record
from api.core.database import unit_of_work

TRIGGERS = ("audit_is_not_changed", "audit_is_not_erased")


@pytest.fixture
def trail(stored: str) -> None:
    """Five entries, each of a transaction of its own."""
    for nth in range(1, 6):
        with unit_of_work() as session:
            record(session, "wang", "conversation_viewed", f"subject-{nth}")


@pytest.fixture
def intrude(stored: str) -> Callable[..., None]:
    """Runs a statement past the triggers, as only the database's owner can."""

    def past_the_triggers(statement: str, **values: Any) -> None:
        with unit_of_work() as session:
            if stored == "postgresql":
                session.execute(text("SET LOCAL session_replication_role = replica"))
            else:
                for name in TRIGGERS:
                    session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
            session.execute(text(statement), values)

    return past_the_triggers
