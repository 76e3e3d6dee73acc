"""The database: one engine per process, one transaction per request, opened and committed at the edge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

from api.core.settings import settings

SQLITE_SETTINGS = ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "busy_timeout=5000", "secure_delete=ON")


@cache
def engine() -> Engine:
    """The engine of this process."""
    # An error that is logged must not carry what people said.
    made = create_engine(settings().database, pool_pre_ping=True, hide_parameters=True)
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", _prepare_sqlite)
        event.listen(made, "begin", _begin_immediately)
    return made


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """Readers beside a writer, foreign keys, waiting instead of failing while another writes, and erasing what is deleted."""
    connection.isolation_level = None
    for statement in SQLITE_SETTINGS:
        connection.execute(f"PRAGMA {statement}")


def _begin_immediately(connection: Any) -> None:
    """Takes the write lock at once: a transaction that began by reading could not wait for it later."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@cache
def _sessions() -> sessionmaker[Session]:
    return sessionmaker(engine(), expire_on_commit=False)


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One transaction: committed at the end, rolled back when anything is raised."""
    with _sessions().begin() as session:
        yield session
