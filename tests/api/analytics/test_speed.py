"""The analysis of a hundred thousand conversations is there within a second."""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter

from fastapi.testclient import TestClient
from sqlalchemy import text

from api.core.clock import today
from api.core.database import unit_of_work
from tests.api.databases import on_sqlite

from .conftest import begun, look, table

NUMBER, DAYS = 100_000, 50
SECONDS = 1.0
FACTS = {"household": {"size": 3, "residence": "120104001", "monthly_income": 2400}, "people": [{"id": "self", "age": 61}] * 3}
# The first one is made as all are; the others are copies of it, spread over the days.
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :last) "
COLUMNS = (
    "token_hash, channel, locality, mode, facts, provenance, declined, set_aside, policies_shown, asked_times, failed_times, "
    "priority"
)
COPIES = (
    f"{NUMBERS} INSERT INTO conversations (id, {COLUMNS}, created_at, active_at) SELECT printf('%032d', n), {COLUMNS}, "
    "datetime(created_at, '-' || (n % :days) || ' days') || '.000000', active_at FROM numbers, conversations WHERE id = :first",
    f"{NUMBERS} INSERT INTO attendances (conversation_id, by, reason, priority, queued_at, claimed_at, score) "
    "SELECT id, 'li', 'asked', 0, created_at, datetime(created_at, '+5 minutes') || '.000000', 4 FROM conversations, numbers "
    "WHERE id = printf('%032d', n) AND n % 5 = 0",
    f"{NUMBERS} INSERT INTO conversation_topics (conversation_id, kind, subject, place, day) "
    "SELECT id, 'asked', 'dibao', locality, date(created_at) FROM conversations, numbers WHERE id = printf('%032d', n)",
)


@on_sqlite
def test_a_hundred_thousand_conversations_are_counted_within_a_second(auditor: TestClient) -> None:
    first = begun(1, facts=FACTS)[0]
    given = {"last": NUMBER - 1, "days": DAYS, "first": first}
    with unit_of_work() as session:
        for statement in COPIES:
            session.execute(text(statement), {name: value for name, value in given.items() if f":{name}" in statement})
    since = (today() - timedelta(days=DAYS)).isoformat()
    took = []
    for _ in range(3):
        start = perf_counter()
        found = look(auditor, **{"from": since})
        took.append(perf_counter() - start)
    assert table(found, "outcomes")["without_person"] == ["80000 起"]
    assert min(took) < SECONDS, took
