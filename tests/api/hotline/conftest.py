"""Signed-in staff, and an action server that understands what it is told to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.core.settings import settings
from tests.api.rasa_stand_in import RasaStandIn, rasa_stand_in
from tests.api.staff.conftest import account, audited, password_hash, staff

__all__ = ["account", "audited", "password_hash", "staff", "understanding"]


@pytest.fixture
def understanding(stored: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[RasaStandIn]:
    """The action server; it finds nothing in a text until a test says what."""
    with rasa_stand_in() as server:
        server.says = {"facts": {}, "mentions": []}
        monkeypatch.setenv("ACTIONS_URL", server.address)
        settings.cache_clear()
        yield server
