"""Backing up: what is in the file, who reads it, and that there is a whole one or none."""

from __future__ import annotations

import gzip
import os
import resource
import signal
import subprocess
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from operations.stores import PostgresStore
from tests.servers import PostgresServer

from .conftest import wait_until
from .installation import KEY, Installation, installation_in, left_in


def test_the_trackers_of_rasa_are_not_in_a_backup(postgresql: PostgresServer, tmp_path: Path) -> None:
    address = postgresql.create_database("with_trackers")
    installation = installation_in(tmp_path / "data", DATABASE_URL=address)
    assert installation.run("api.migrate").returncode == 0
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        connection.execute("CREATE SCHEMA rasa")
        connection.execute("CREATE TABLE rasa.events (said TEXT)")
    with tarfile.open(installation.back_up()) as archive:
        dump = archive.extractfile("database.dump")
        assert dump is not None
        content = dump.read()
    assert b"audit" in content
    assert b"rasa" not in content


def test_postgresqls_programs_get_the_address_without_the_password_and_without_a_mask_for_it() -> None:
    store = PostgresStore(make_url("postgresql+psycopg://jiuzhutong:a%40b-secret@db.example:5433/records?sslmode=require"))
    assert store.without_password == "postgresql://jiuzhutong@db.example:5433/records?sslmode=require"


def test_only_the_owner_reads_a_backup(installation: Installation) -> None:
    assert installation.back_up().stat().st_mode & 0o777 == 0o600


def test_a_backup_without_a_name_goes_into_the_data_folder(installation: Installation) -> None:
    assert installation.run("operations.backup").returncode == 0
    assert [file.suffix for file in (installation.data / "backups").iterdir()] == [".backup"]


def test_the_key_is_not_in_a_backup(installation: Installation) -> None:
    content = gzip.decompress(installation.back_up().read_bytes())
    assert b"key_mark" in content
    assert KEY.encode() not in content


def test_a_backup_that_exists_is_not_overwritten(installation: Installation) -> None:
    before = installation.back_up().read_bytes()
    ended = installation.run("operations.backup", str(installation.data / "made.backup"))
    assert (ended.returncode, "exists already" in ended.stderr) == (1, True)
    assert (installation.data / "made.backup").read_bytes() == before


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    installation = installation_in(tmp_path / "data")
    ended = installation.run("operations.backup")
    assert ended.stderr.strip() == f"✗ There is no database at {installation.database}: nothing to back up."
    assert not installation.database.exists()


def test_a_damaged_database_is_not_taken_for_a_backup(installation: Installation) -> None:
    with installation.database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 20_000)
    target = installation.data / "made.backup"
    ended = installation.run("operations.backup", str(target))
    assert (ended.returncode, target.exists()) == (1, False)
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_backup_that_runs_out_of_space_leaves_no_file(installation: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    ended = subprocess.run(
        [sys.executable, "-m", "operations.backup", str(folder / "made.backup")],
        env=installation.environment,
        # As a full disk does, this makes a write fail in the middle.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, len(ended.stderr.strip().splitlines())) == (1, 1)
    assert left_in(folder) == []


def test_a_backup_that_is_ended_in_the_middle_leaves_no_file(tmp_path: Path, postgresql: PostgresServer) -> None:
    endless, folder, started = tmp_path / "programs" / "pg_dump", tmp_path / "elsewhere", tmp_path / "started"
    endless.parent.mkdir()
    folder.mkdir()
    half = 'for option; do case "$option" in --file=*) echo half > "${option#--file=}";; esac; done'
    endless.write_text(f"#!/bin/sh\n{half}\ntouch {started}\nexec sleep 60\n")
    endless.chmod(0o755)
    path = f"{endless.parent}{os.pathsep}{os.environ['PATH']}"
    installation = installation_in(tmp_path / "data", DATABASE_URL=postgresql.create_database("endless"), PATH=path)
    assert installation.run("api.migrate").returncode == 0
    command = [sys.executable, "-m", "operations.backup", str(folder / "made.backup")]
    process = subprocess.Popen(command, env=installation.environment, stderr=subprocess.DEVNULL)
    wait_until(started.exists, seconds=30)
    assert left_in(folder) != []
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) != 0
    assert left_in(folder) == []


def test_what_a_killed_backup_left_is_cleared_by_the_next_one(installation: Installation) -> None:
    left = installation.data / "backups" / ".backup-killed"
    left.mkdir(parents=True)
    (left / "database.sqlite3").write_text("half")
    assert installation.run("operations.backup").returncode == 0
    assert not left.exists()


def test_a_server_that_is_away_is_one_sentence(installation: Installation) -> None:
    away = replace(
        installation, environment={**installation.environment, "DATABASE_URL": "postgresql+psycopg://a:secret@127.0.0.1:9/b"}
    )
    ended = away.run("operations.backup")
    assert ended.stderr.startswith("✗ The database b at 127.0.0.1 cannot be read")
    assert "secret" not in ended.stderr


@pytest.mark.parametrize("address", ["no address: secret", "mysql://a:secret@127.0.0.1/b", "postgresql://a:secret@host:port/b"])
def test_an_address_that_is_none_is_one_sentence_without_its_password(installation: Installation, address: str) -> None:
    ended = installation.run("operations.backup", DATABASE_URL=address)
    assert ended.stderr.startswith("✗ DATABASE_URL is not of the form ")
    assert "secret" not in ended.stderr
