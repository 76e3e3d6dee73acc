"""The service over a database of its own, migrated as in earnest; Rasa is away, so that what needs it is plain to see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

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


def settle(folder: Path, environment: pytest.MonkeyPatch) -> None:
    """Points the service to a data folder of its own."""
    values = {
        "DATA_DIR": str(folder),
        "INTERNAL_TOKEN": "internal-token-of-the-tests",
        "ENCRYPTION_KEY": "encryption-key-of-the-tests",
        "RASA_URL": NOBODY,
        "ACTIONS_URL": NOBODY,
    }
    for name, value in values.items():
        environment.setenv(name, value)
    environment.delenv("DATABASE_URL", raising=False)
    forget_the_process()


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that went through all migrations, to be copied: they take longer than most tests."""
    folder = tmp_path_factory.mktemp("migrated")
    with pytest.MonkeyPatch.context() as environment:
        settle(folder, environment)
        migrate()
        database.engine().dispose()
    return folder / "service.db"


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder to which the service is pointed."""
    settle(tmp_path, monkeypatch)
    yield tmp_path
    database.engine().dispose()
    forget_the_process()


@pytest.fixture
def app(migrated_database: Path, data_folder: Path) -> FastAPI:
    """The service over a migrated database."""
    copy(migrated_database, data_folder)
    return create_app()


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A browser at the running service."""
    with TestClient(app) as browser:
        yield browser
