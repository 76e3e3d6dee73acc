"""A platform that is connected, and a sender that sends when it is told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import anyio
import pytest
from sqlalchemy import select, update

from api.core.clock import now
from api.core.database import reading, unit_of_work
from api.core.settings import settings
from api.gateway import sender
from api.gateway.sender import Sender
from api.models import OutboxEntry
from tests.api.staff.conftest import account, password_hash, staff
from tests.platform_server import SECRET, PlatformServer, platform_server

__all__ = ["account", "password_hash", "staff"]

Send = Callable[[], None]


@pytest.fixture
def platform(stored: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlatformServer]:
    """A city's platform, to which applications are sent."""
    with platform_server() as server:
        for name, value in {"CASE_GATEWAY": "http", "GATEWAY_URL": server.address, "GATEWAY_SECRET": SECRET}.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        # The running service sends at its start and then not again: the tests say when.
        monkeypatch.setattr(sender, "EVERY_SECONDS", 3600)
        yield server


@pytest.fixture
def send(stored: str) -> Send:
    """Sends once what is due, and waits until that is done."""

    async def once() -> None:
        ways = Sender()
        await ways.send()
        await ways.close()

    return lambda: anyio.run(once)


def entries() -> list[OutboxEntry]:
    """The outbox, in order."""
    with reading() as session:
        return list(session.scalars(select(OutboxEntry).order_by(OutboxEntry.id)))


def hasten() -> None:
    """The waits are over."""
    with unit_of_work() as session:
        session.execute(update(OutboxEntry).values(next_attempt_at=now()))
