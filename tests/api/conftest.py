"""The service over a database of its own, migrated as in earnest; Rasa is away, so that what needs it is plain to see.

Every test that opens the service runs twice: on SQLite and on PostgreSQL. Where the kind of database is the subject itself,
`on_sqlite` (`tests/api/databases.py`) marks the test for that one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.core import database, shared_counters
from api.core.settings import settings
from api.dialogue import endpoints as dialogue
from api.main import create_app
from api.migrate import migrate
from api.models import Base
from api.search.holder import holder
from knowledge.catalogue import load_catalogue
from retrieval.build import prepare_encoder, prepare_index
from tests.api.talk import Talk, open_talk
from tests.servers import PostgresServer

ROOT = Path(__file__).resolve().parents[2]
# Nothing listens on the port for discarded bytes.
NOBODY = "http://127.0.0.1:9"
INTERNAL_TOKEN = "internal-token-of-the-tests"
CACHES = (settings, database.engine, database._sessions, shared_counters.counters, dialogue._workers)


def forget_the_process() -> None:
    """Drops everything a process keeps, so that the next test begins like a new one."""
    for cached in CACHES:
        cached.cache_clear()
    holder.forget()


def point_to(folder: Path, environment: pytest.MonkeyPatch) -> None:
    """Sets the environment of a service whose data stand in that folder."""
    values = {
        "DATA_DIR": str(folder),
        "INTERNAL_TOKEN": INTERNAL_TOKEN,
        "ENCRYPTION_KEY": "encryption-key-of-the-tests",
        "RASA_URL": NOBODY,
        "ACTIONS_URL": NOBODY,
    }
    for name, value in values.items():
        environment.setenv(name, value)
    for name in ("DATABASE_URL", "REDIS_URL"):
        environment.delenv(name, raising=False)
    forget_the_process()


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every migration applied, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    with pytest.MonkeyPatch.context() as environment:
        point_to(folder, environment)
        migrate()
        database.engine().dispose()
    forget_the_process()
    return folder / "service.db"


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a PostgreSQL database with every migration applied; each test empties it first."""
    address = postgresql.create_database("migrated")
    with pytest.MonkeyPatch.context() as environment:
        point_to(tmp_path_factory.mktemp("migrated"), environment)
        environment.setenv("DATABASE_URL", address)
        migrate()
        database.engine().dispose()
    forget_the_process()
    return address


def empty_the_database() -> None:
    """Deletes every row, also of the audit trail, which otherwise refuses it; quicker than another database."""
    with database.unit_of_work() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())


@pytest.fixture(scope="session")
def search_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The encoder and the index of this clone, made anew where they are missing or out of date."""
    folder = tmp_path_factory.mktemp("search")
    for name in ("encoder", "index"):
        if (ROOT / "var" / name).is_dir():
            shutil.copytree(ROOT / "var" / name, folder / name)
    catalogue = load_catalogue()
    prepare_index(catalogue, prepare_encoder(catalogue, folder / "encoder"), folder / "index")
    return folder


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder, and the environment that points to it."""
    point_to(tmp_path, monkeypatch)
    yield tmp_path
    if database.engine.cache_info().currsize:
        database.engine().dispose()
    forget_the_process()


@pytest.fixture
def index(data_folder: Path, search_folder: Path) -> Path:
    """The index, in the data folder of the service."""
    folder = data_folder / "index"
    folder.symlink_to(search_folder / "index", target_is_directory=True)
    return folder


@pytest.fixture(scope="session")
def service() -> FastAPI:
    """The application, made once: it keeps nothing but what its start puts there."""
    return create_app()


@pytest.fixture(params=["sqlite", "postgresql"])
def stored(request: pytest.FixtureRequest, data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated, empty database; which kind it is."""
    kind: str = request.param
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_database"), data_folder / "service.db")
    else:
        monkeypatch.setenv("DATABASE_URL", request.getfixturevalue("migrated_postgresql"))
        empty_the_database()
        # A test may still change the environment of its service.
        settings.cache_clear()
    return kind


@pytest.fixture
def app(service: FastAPI, stored: str) -> FastAPI:
    """The service over a migrated database."""
    return service


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A browser at the running service."""
    with TestClient(app) as browser:
        yield browser


@pytest.fixture
def talk(client: TestClient) -> Talk:
    """A conversation that has just begun."""
    return open_talk(client)
