"""The tracker store on both databases: what is kept and erased, and what it does while its database is away."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2.extensions
import pytest
import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import OperationalError

from bot.databases import SCHEMA, event_table, make_tables, open_database
from bot.settings import Settings, SettingsError
from bot.trackers import ConversationStore, refuse_fallback
from tests.servers import PostgresServer, running

PASSWORD = "the-password-of-the-database"


def settings(folder: Path, database_url: str | None = None) -> Settings:
    """Gives settings of which the store reads only where its database is."""
    return Settings("token", "http://127.0.0.1:1", 1, 2, folder / "tracker.db", folder, database_url)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """Gives a PostgreSQL of these tests' own."""
    found = PostgresServer()
    with running(found):
        yield found
    psycopg2.extensions.set_wait_callback(None)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.engine.Engine]:
    """Gives each database in turn, with its tables."""
    if request.param == "sqlite":
        opened = open_database(settings(tmp_path))
    else:
        opened = open_database(settings(tmp_path, request.getfixturevalue("server").url("postgres")))
    make_tables(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def shared(server: PostgresServer, tmp_path: Path) -> Iterator[ConversationStore]:
    """Gives a store on PostgreSQL."""
    opened = open_database(settings(tmp_path, server.url("postgres")))
    make_tables(opened)
    yield store_on(opened)
    opened.dispose()


def store_on(engine: sa.engine.Engine) -> ConversationStore:
    """Gives a store as Rasa has it once its model is loaded."""
    store = ConversationStore(engine)
    store.domain = Domain.empty()
    return store


def conversation(sender: str, *said: str) -> DialogueStateTracker:
    """Gives a conversation in which this was said."""
    turns = [event for text in said for event in (ActionExecuted("action_listen"), UserUttered(text))]
    return DialogueStateTracker.from_events(sender, turns, [])


async def last_words(store: ConversationStore, sender: str) -> str | None:
    """Gives what was said last in a conversation, None when nothing is known of it."""
    found = await store.retrieve(sender)
    return found.latest_message.text if found and found.latest_message else None


@pytest.mark.parametrize("text", ["三口人", "a\x00b", "\ud800", "'; DROP TABLE events; --", "😀" * 500])
async def test_a_conversation_comes_back_as_it_was_said(engine: sa.engine.Engine, text: str) -> None:
    await store_on(engine).save(conversation("one", "你好", text))
    assert await last_words(store_on(engine), "one") == text


async def test_a_conversation_nobody_began_is_not_there(engine: sa.engine.Engine) -> None:
    assert await store_on(engine).retrieve("nobody") is None


async def test_what_is_named_is_erased_and_nothing_else(engine: sa.engine.Engine) -> None:
    store = store_on(engine)
    for sender in ("erased", "kept"):
        await store.save(conversation(sender, "你好"))
    await store.forget(["erased", "unknown"], None)
    assert [await last_words(store, sender) for sender in ("erased", "kept")] == [None, "你好"]


async def test_what_was_silent_since_then_is_erased(engine: sa.engine.Engine) -> None:
    store = store_on(engine)
    await store.save(conversation("before", "你好"))
    moment = time.time()
    await store.save(conversation("after", "你好"))
    await store.forget([], moment)
    assert [await last_words(store, sender) for sender in ("before", "after")] == [None, "你好"]


async def test_an_erased_conversation_is_overwritten_in_the_file(tmp_path: Path) -> None:
    opened = open_database(settings(tmp_path))
    make_tables(opened)
    await store_on(opened).save(conversation("erased", "word-for-word"))
    await store_on(opened).forget(["erased"], None)
    assert b"word-for-word" not in (tmp_path / "tracker.db").read_bytes()


def test_the_trackers_stand_in_a_schema_of_their_own(shared: ConversationStore, server: PostgresServer) -> None:
    inspector = sa.inspect(sa.create_engine(server.url("postgres").replace("psycopg", "psycopg2"), poolclass=sa.pool.NullPool))
    assert (inspector.get_table_names(SCHEMA), inspector.get_table_names("public")) == (["events"], [])


def test_several_rasas_may_make_the_tables_at_the_same_moment(server: PostgresServer, tmp_path: Path) -> None:
    address = server.create_database("fresh")
    opened = [open_database(settings(tmp_path, address)) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(make_tables, opened))
    assert sa.inspect(opened[0]).has_table("events", SCHEMA)
    for one in opened:
        one.dispose()


def test_an_address_that_is_none_is_refused_without_repeating_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        open_database(settings(tmp_path, f"postgresql://service:{PASSWORD}@host:port/name"))
    assert PASSWORD not in str(refused.value)


async def test_a_frozen_database_is_given_up_within_three_seconds(shared: ConversationStore, server: PostgresServer) -> None:
    await shared.save(conversation("frozen", "你好"))
    server.freeze()
    started = time.monotonic()
    try:
        with pytest.raises(OperationalError):
            await shared.retrieve("frozen")
    finally:
        server.thaw()
    assert time.monotonic() - started < 3


async def test_others_are_served_while_the_database_is_frozen(shared: ConversationStore, server: PostgresServer) -> None:
    server.freeze()
    try:
        asked = asyncio.create_task(shared.retrieve("frozen"))
        started = time.monotonic()
        await asyncio.sleep(0.1)
        assert time.monotonic() - started < 1
        with pytest.raises(OperationalError):
            await asked
    finally:
        server.thaw()


async def test_a_database_that_was_frozen_is_used_again(shared: ConversationStore, server: PostgresServer) -> None:
    await shared.save(conversation("thawed", "你好"))
    server.freeze()
    with pytest.raises(OperationalError):
        await shared.save(conversation("thawed", "再见"))
    server.thaw()
    assert await last_words(shared, "thawed") == "你好"


async def test_a_database_that_was_killed_is_used_again(shared: ConversationStore, server: PostgresServer) -> None:
    server.kill()
    with pytest.raises(OperationalError):
        await shared.retrieve("killed")
    server.start()
    await shared.save(conversation("killed", "你好"))
    assert await last_words(shared, "killed") == "你好"


async def test_connections_from_before_a_restart_are_not_used(shared: ConversationStore, server: PostgresServer) -> None:
    await shared.save(conversation("restarted", "你好"))
    server.kill()
    server.start()
    await shared.save(conversation("restarted", "再见"))
    assert await last_words(shared, "restarted") == "再见"


async def test_a_failure_does_not_quote_what_was_said(engine: sa.engine.Engine) -> None:
    event_table(engine).drop(engine)
    with pytest.raises(sa.exc.DBAPIError) as failed:
        await store_on(engine).save(conversation("quoted", "我叫王翠花"))
    make_tables(engine)
    assert "王翠花" not in str(failed.value)


async def test_rasa_keeps_no_second_store_in_memory(engine: sa.engine.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Agent, "_create_tracker_store", Agent._create_tracker_store)  # restored afterwards
    refuse_fallback()
    store = store_on(engine)
    assert Agent(tracker_store=store).tracker_store is store
