"""The database: one engine per process, one transaction per request, opened and committed at the edge.

SQLite embedded, PostgreSQL where DATABASE_URL names one. Two transactions never change one conversation at the same time:
SQLite has one writer, and on PostgreSQL `api.chat.conversations.find` locks the row.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.exc import TimeoutError as NoTurnError
from sqlalchemy.orm import Session, sessionmaker

from api.core.settings import settings

SQLITE_SETTINGS = ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "busy_timeout=3000", "secure_delete=ON")
# Milliseconds on the server's side, seconds on ours: nobody waits longer for the database than a resident would.
POSTGRESQL_OPTIONS = "-c statement_timeout=4000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=30000"
POSTGRESQL_CONNECTION = {"connect_timeout": 2, "options": POSTGRESQL_OPTIONS, "application_name": "api"}
# Two instances and their Rasa servers stay well below PostgreSQL's hundred connections.
POSTGRESQL_POOL = {"pool_size": 10, "max_overflow": 20, "pool_timeout": 3}
READING = "reading"
WRITING_SECONDS = 3.0

_one_writer = threading.Lock()


@cache
def engine() -> Engine:
    """The engine of this process."""
    address = settings().database
    # An error that is logged must not carry what people said.
    if address.startswith("sqlite"):
        made = create_engine(address, pool_pre_ping=True, hide_parameters=True)
        event.listen(made, "connect", _prepare_sqlite)
        event.listen(made, "begin", _begin_on_sqlite)
        return made
    return create_engine(address, pool_pre_ping=True, hide_parameters=True, connect_args=POSTGRESQL_CONNECTION, **POSTGRESQL_POOL)


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """Readers beside a writer, foreign keys, waiting instead of failing while another writes, and erasing what is deleted."""
    connection.isolation_level = None
    for statement in SQLITE_SETTINGS:
        connection.execute(f"PRAGMA {statement}")


def _begin_on_sqlite(connection: Connection) -> None:
    """Takes the write lock at once, unless nothing will be written: who began by reading could not wait for it later."""
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@cache
def _sessions(*, reading: bool = False) -> sessionmaker[Session]:
    return sessionmaker(engine().execution_options(**{READING: reading}), expire_on_commit=False)


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One transaction: committed at the end, rolled back when anything is raised. Raises SQLAlchemyError."""
    with _turn_to_write(), _sessions().begin() as session:
        yield session


@contextmanager
def _turn_to_write() -> Iterator[None]:
    """SQLite has one writer. Whoever waits there looks again now and then, and in a crowd the unlucky never get a turn; here a
    thread is woken as soon as the one before it is done. Raises TimeoutError of SQLAlchemy after as long as SQLite would wait."""
    if engine().dialect.name != "sqlite":
        yield
        return
    if not _one_writer.acquire(timeout=WRITING_SECONDS):
        raise NoTurnError(f"no turn to write within {WRITING_SECONDS} s")
    try:
        yield
    finally:
        _one_writer.release()


def one_at_a_time(session: Session, name: str) -> None:
    """Waits until no other transaction holds this name, and holds it until this one ends. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(key)))


@contextmanager
def reading() -> Iterator[Session]:
    """One transaction that only reads, and waits for nobody who writes."""
    with _sessions(reading=True).begin() as session:
        yield session
