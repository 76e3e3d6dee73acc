"""Several instances that start at the same moment on one empty PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import PostgresServer, running

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgresServer]:
    """A PostgreSQL of these tests' own."""
    server = PostgresServer()
    with running(server):
        yield server


def start_together(database: str, folder: Path, *keys: str) -> list[int]:
    """Migrates the database from one process per key, all at once; their exit codes."""
    settings = {**os.environ, "DATABASE_URL": database, "DATA_DIR": str(folder)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "api.migrate"],
            cwd=ROOT,
            env={**settings, "ENCRYPTION_KEY": key},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for key in keys
    ]
    return [process.wait(timeout=60) for process in processes]


def test_one_migrates_and_the_others_wait_and_find_it_done(postgresql: PostgresServer, tmp_path: Path) -> None:
    assert start_together(postgresql.create_database("alike"), tmp_path, "key", "key", "key") == [0, 0, 0]


def test_of_two_with_different_keys_only_one_starts(postgresql: PostgresServer, tmp_path: Path) -> None:
    assert sorted(start_together(postgresql.create_database("different"), tmp_path, "one-key", "another-key")) == [0, 1]
