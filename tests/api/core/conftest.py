"""What the tests of the limits share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.core.settings import settings


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch, client: TestClient) -> Callable[..., TestClient]:
    """Sets limits small enough to reach."""

    def limit(**limits: int) -> TestClient:
        for name, value in limits.items():
            monkeypatch.setenv(name.upper(), str(value))
        settings.cache_clear()
        return client

    return limit
