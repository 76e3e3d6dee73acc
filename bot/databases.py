"""The database of Rasa's trackers: a schema of the product's PostgreSQL, or a SQLite file where the instance stands alone."""

import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import psycopg2.extensions
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from sqlalchemy.engine import URL, Engine, make_url

from bot.settings import Settings, SettingsError

# The product's own tables stand in `public`; migrations there must never meet Rasa's.
SCHEMA = "rasa"
CONNECTIONS = 8
ANSWER_SECONDS = 2.0
# An erasure may look at every row there is. The server ends what nobody waits for any more.
ERASURE_SECONDS = 30.0
SERVER_LIMIT = f"-c statement_timeout={int(ERASURE_SECONDS * 1000)}"
# Any number will do as long as every Rasa takes the same one.
SETUP_LOCK = 20_080_512

_limit = threading.local()


def open_database(settings: Settings) -> Engine:
    """Gives the engine without connecting; raises SettingsError when DATABASE_URL is no address."""
    address = settings.database_url
    if address is None or not address.startswith("postgresql"):
        settings.tracker_database.parent.mkdir(parents=True, exist_ok=True)
        return _open_file(URL.create("sqlite", database=str(settings.tracker_database)))
    try:
        url = make_url(address).set(drivername="postgresql+psycopg2")
    except (sa.exc.ArgumentError, ValueError) as error:  # its message would quote the address, password and all
        raise SettingsError("DATABASE_URL is not of the form postgresql+psycopg://user:password@host:port/name.") from error
    return _open_server(url)


def event_table(engine: Engine) -> sa.Table:
    """Gives the table in Rasa's own layout, so that whatever reads Rasa's trackers reads these."""
    layout: sa.Table = SQLTrackerStore.SQLEvent.__table__
    return layout.to_metadata(sa.MetaData(schema=SCHEMA)) if engine.dialect.name == "postgresql" else layout


def make_tables(engine: Engine) -> None:
    """Makes schema and table where they are missing, also when several Rasas start at once; raises SQLAlchemyError."""
    table = event_table(engine)
    with time_limit(ANSWER_SECONDS), engine.begin() as connection:
        if table.schema:
            # CREATE … IF NOT EXISTS fails when two do it at the same moment, and needs a right that whoever finds the
            # schema made for him may not have.
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(SETUP_LOCK)))
            if table.schema not in sa.inspect(connection).get_schema_names():
                connection.execute(sa.schema.CreateSchema(table.schema))
        table.metadata.create_all(connection, tables=[table])


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Everything this thread asks PostgreSQL within the block has to be done in so many seconds altogether."""
    _limit.until = time.monotonic() + seconds
    try:
        yield
    finally:
        del _limit.until


def _open_file(url: URL) -> Engine:
    engine = sa.create_engine(url, hide_parameters=True)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        # What is deleted is overwritten too, not only unlinked.
        connection.execute("PRAGMA secure_delete = ON")

    return engine


def _open_server(url: URL) -> Engine:
    # PostgreSQL's own limits do not help against a server that is frozen or unplugged: then only the client can give up.
    psycopg2.extensions.set_wait_callback(_wait_for_server)
    options = " ".join(filter(None, (url.query.get("options"), SERVER_LIMIT)))
    return sa.create_engine(
        url,
        connect_args={"options": options, "application_name": "rasa"},
        hide_parameters=True,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,
        pool_timeout=ANSWER_SECONDS,
    )


def _wait_for_server(connection: Any) -> None:
    until = getattr(_limit, "until", time.monotonic() + ANSWER_SECONDS)
    while (state := connection.poll()) != psycopg2.extensions.POLL_OK:
        wanted = select.POLLIN if state == psycopg2.extensions.POLL_READ else select.POLLOUT
        ready = select.poll()
        ready.register(connection.fileno(), wanted)
        if not ready.poll(max(until - time.monotonic(), 0) * 1000):
            raise psycopg2.OperationalError("The server does not answer in time.")
