"""The service over a database of its own, migrated as in earnest; Rasa is away, so that what needs it is plain to see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.core import database, rate_limit, security
from api.core.settings import settings
from api.main import create_app
from api.migrate import migrate

# Nothing listens on the port for discarded bytes.
NOBODY = "http://127.0.0.1:9"
CACHES = (settings, database.engine, database._sessions, security._fernet, rate_limit._limiter)


def forget_the_process() -> None:
    """Drops everything a process keeps, so that the next test begins like a new one."""
    for cached in CACHES:
        cached.cache_clear()


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder, and the environment that points to it."""
    values = {
        "DATA_DIR": str(tmp_path),
        "INTERNAL_TOKEN": "internal-token-of-the-tests",
        "ENCRYPTION_KEY": "encryption-key-of-the-tests",
        "RASA_URL": NOBODY,
        "ACTIONS_URL": NOBODY,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    forget_the_process()
    yield tmp_path
    database.engine().dispose()
    forget_the_process()


@pytest.fixture
def app(data_folder: Path) -> FastAPI:
    """The service over a migrated database."""
    migrate()
    return create_app()


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A browser at the running service."""
    with TestClient(app) as browser:
        yield browser
