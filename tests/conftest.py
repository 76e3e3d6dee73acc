"""Fixtures shared by the tests that need the whole service or a server of its own."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.live_service import ROOT, LiveService, running_service
from tests.servers import PostgresServer, RedisServer, running


@pytest.fixture(scope="session")
def live_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    """One running service for all tests of the session."""
    with running_service(tmp_path_factory.mktemp("live")) as service:
        yield service


@pytest.fixture(scope="session")
def live_system(live_service: LiveService) -> str:
    """The address of the running service."""
    return live_service.address


@pytest.fixture(scope="session")
def staff_key(live_service: LiveService) -> dict[str, str]:
    """The header of one of the staff who is signed in."""
    name, password = f"wang-{secrets.token_hex(4)}", "a password of the tests"
    command = [sys.executable, "-m", "operations.api_command", "api.staff.create_account", name]
    subprocess.run(command, input=password, text=True, cwd=ROOT, env=live_service.environment, check=True, capture_output=True)
    signed_in = httpx.post(f"{live_service.address}/v1/staff/session", json={"name": name, "password": password}, timeout=10)
    return {"Cookie": f"staff={signed_in.cookies['staff']}"}


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
