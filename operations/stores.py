"""The database as backup and restore see it: SQLite's file or a PostgreSQL, copied out whole and put back whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from operations.commands import run
from operations.console import FULL_DISK
from operations.environment import Settings
from operations.errors import OperationError

# Rasa's trackers are short-lived; what matters of a conversation stands in the service's own tables.
TRACKER_SCHEMA = "rasa"
# These have a row in every database that was ever migrated.
BOOKKEEPING = {"alembic_version", "audit_head", "encryption_key"}
FULL = "disk is full"
# Those of the service's own schema that no extension brought.
OWN_FUNCTIONS = """
SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""


class Store(ABC):
    """One database, where it is configured to be."""

    kind: str
    part: str

    def __init__(self, address: URL) -> None:
        self.address = address

    @property
    @abstractmethod
    def name(self) -> str:
        """How it is called in a sentence, without a password."""

    @abstractmethod
    def copy_to(self, target: Path) -> None:
        """Writes the whole database, as it is at one moment, while the service goes on. Raises OperationError."""

    @abstractmethod
    def replace_with(self, source: Path) -> None:
        """Makes the database what was copied, wholly or not at all. Raises OperationError."""

    def exists(self) -> bool:
        """Whether there is a database to be read at all."""
        return True

    def others_connected(self) -> int:
        """How many other connections there are, where the database tells."""
        return 0

    def holds_records(self) -> bool:
        """Whether anything was ever kept in it."""
        if not self.exists():
            return False
        with self._connected() as connection:
            quoted = connection.dialect.identifier_preparer.quote
            tables = [quoted(name) for name in self._tables(connection) if name not in BOOKKEEPING]
            return any(connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first() for table in tables)

    def revision(self) -> str | None:
        """The version of its tables; None when it has none."""
        return self._single("alembic_version", "version_num")

    def key_mark(self) -> str | None:
        """The mark of the key it was written under; None where an older version wrote it."""
        return self._single("encryption_key", "mark")

    def _single(self, table: str, column: str) -> str | None:
        with self._connected() as connection:
            if table not in self._tables(connection):
                return None
            return connection.execute(text(f"SELECT {column} FROM {table}")).scalar()

    def _tables(self, connection: Connection) -> list[str]:
        return inspect(connection).get_table_names()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        engine = create_engine(self.address, hide_parameters=True)
        try:
            with engine.connect() as connection:
                yield connection
        except DBAPIError as problem:
            raise OperationError(f"The database {self.name} cannot be read: {_first_line(problem.orig)}.") from problem
        finally:
            engine.dispose()


class SqliteStore(Store):
    """A file."""

    kind = "sqlite"
    part = "database.sqlite3"

    @cached_property
    def file(self) -> Path:
        """Where it stands."""
        return Path(self.address.database or "").absolute()

    @property
    def name(self) -> str:
        return str(self.file)

    def exists(self) -> bool:
        return self.file.is_file() and self.file.stat().st_size > 0

    def copy_to(self, target: Path) -> None:
        try:
            with closing(sqlite3.connect(self.file)) as source, closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
                # One file without companions, whatever the service wrote beside its own.
                copy.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as problem:
            raise OperationError(_sqlite_sentence(self.name, problem)) from problem
        require_sound(target, self.name)

    def replace_with(self, source: Path) -> None:
        require_sound(source, "in the backup")
        self.file.parent.mkdir(parents=True, exist_ok=True)
        for companion in self._companions():
            companion.unlink()
        source.replace(self.file)

    def keep_aside(self, stamp: str) -> Path:
        """Keeps the present file under another name beside it, also when it is damaged; where it is now."""
        # A damaged database is set aside with its companions as they are.
        with contextlib.suppress(sqlite3.DatabaseError), closing(sqlite3.connect(self.file)) as present:
            present.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            present.execute("PRAGMA journal_mode=DELETE")
        aside = self.file.with_name(f"{self.file.name}.before-{stamp}")
        for companion in self._companions():
            shutil.copy2(companion, aside.with_name(companion.name.replace(self.file.name, aside.name)))
        # A second name, not another place: there is a database under the first one at every moment.
        os.link(self.file, aside)
        return aside

    def _companions(self) -> list[Path]:
        both = (self.file.with_name(f"{self.file.name}{suffix}") for suffix in ("-wal", "-shm"))
        return [companion for companion in both if companion.exists()]


class PostgresStore(Store):
    """A PostgreSQL, by way of its own programs."""

    kind = "postgresql"
    part = "database.dump"

    @property
    def name(self) -> str:
        return f"{self.address.database} at {self.address.host or 'this machine'}"

    def copy_to(self, target: Path) -> None:
        options = ("--format=custom", f"--exclude-schema={TRACKER_SCHEMA}", f"--file={target}")
        self._run("pg_dump", *options, failure="pg_dump could not read the database; it says why above.")

    def replace_with(self, source: Path) -> None:
        script, drops = source.with_name("restore.sql"), source.with_name("drop.sql")
        failure = "The database could not be restored and is as it was; PostgreSQL says why above."
        options = ("--no-owner", "--no-privileges", f"--file={script}", str(source))
        run([program("pg_restore"), *options], os.environ, "The backup's database cannot be read; pg_restore says why above.")
        with self._connected() as connection:
            quoted = connection.dialect.identifier_preparer.quote
            dropped = [f"DROP TABLE {quoted(name)} CASCADE;\n" for name in self._tables(connection)]
            dropped += [f"DROP FUNCTION {name} CASCADE;\n" for name in connection.execute(text(OWN_FUNCTIONS)).scalars()]
            drops.write_text("".join(dropped), "utf-8")
        together = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={drops}")
        self._run("psql", *together, f"--file={script}", failure=failure)

    def others_connected(self) -> int:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with self._connected() as connection:
            return int(connection.execute(text(f"{others} AND backend_type = 'client backend'")).scalar_one())

    def _run(self, name: str, *options: str, failure: str) -> None:
        # The password goes through the environment: a command line can be read by everybody on the machine.
        password = {"PGPASSWORD": str(self.address.password)} if self.address.password else {}
        run([program(name), f"--dbname={self.without_password}", *options], {**os.environ, **password}, failure)

    @property
    def without_password(self) -> str:
        """The address as PostgreSQL's own programs take it."""
        known = self.address
        address = URL.create("postgresql", known.username, None, known.host, known.port, known.database, known.query)
        return address.render_as_string(hide_password=False)


STORES: dict[str, type[SqliteStore | PostgresStore]] = {"sqlite": SqliteStore, "postgresql": PostgresStore}


def store_of(settings: Settings, environ: Mapping[str, str]) -> Store:
    """The database that the service is configured to use. Raises OperationError when the setting is no address."""
    try:
        address = make_url(environ.get("DATABASE_URL") or f"sqlite:///{settings.data / 'service.db'}")
        return STORES[address.get_backend_name()](address)
    except (ArgumentError, KeyError, ValueError):
        # Their messages would quote the address, password and all.
        raise OperationError("DATABASE_URL is not of the form postgresql+psycopg://user:password@host:port/name.") from None


def require_sound(file: Path, name: str) -> None:
    """Raises OperationError when a SQLite file is damaged."""
    try:
        with closing(sqlite3.connect(file)) as copy:
            (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as problem:
        verdict = str(problem)
    if verdict != "ok":
        raise OperationError(f"The database {name} is damaged ({verdict}).")


def program(name: str) -> str:
    """One of PostgreSQL's client programs; OperationError where it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise OperationError(f"{name} is not installed: install PostgreSQL's client programs (Debian: postgresql-client).")
    return found


def _sqlite_sentence(name: str, problem: sqlite3.Error) -> str:
    return FULL_DISK if FULL in str(problem) else f"The database {name} cannot be copied: {problem}."


def _first_line(problem: BaseException | None) -> str:
    return str(problem).strip().splitlines()[0].rstrip(".") if str(problem).strip() else type(problem).__name__
