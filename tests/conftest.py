"""Fixtures shared by the tests that need the whole service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live_service import LiveService, running_service


@pytest.fixture(scope="session")
def live_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    """One running service for all tests of the session."""
    with running_service(tmp_path_factory.mktemp("live")) as service:
        yield service


@pytest.fixture(scope="session")
def live_system(live_service: LiveService) -> str:
    """The address of the running service."""
    return live_service.address
