"""Fixtures shared by the tests that need the whole service or a server of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live_service import LiveService, new_staff_key, running_service
from tests.servers import PostgresServer, RedisServer, running


@pytest.fixture(scope="session")
def live_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    """One running service for all tests of the session."""
    # All tests come from one address, and each signs in.
    with running_service(tmp_path_factory.mktemp("live"), SIGN_IN_ATTEMPTS="10000") as service:
        yield service


@pytest.fixture(scope="session")
def live_system(live_service: LiveService) -> str:
    """The address of the running service."""
    return live_service.address


@pytest.fixture(scope="session")
def staff_key(live_service: LiveService) -> dict[str, str]:
    """The header of one of the staff who is signed in."""
    return new_staff_key(live_service)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """A PostgreSQL for all tests of the session, each with a database of its own."""
    server = PostgresServer()
    with running(server):
        yield server


@pytest.fixture(scope="session")
def redis() -> Iterator[RedisServer]:
    """A Redis for all tests of the session."""
    server = RedisServer()
    with running(server):
        yield server
