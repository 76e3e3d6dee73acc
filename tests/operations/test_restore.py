"""Restoring, on both databases: what comes back, and what is refused before anything is touched."""

from __future__ import annotations

import io
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from operations.archive import MANIFEST
from operations.environment import ROOT, read_settings
from operations.errors import OperationError
from operations.readiness import only_instance
from operations.restore import restore
from tests.api.application_form import KEY as SUBMISSION
from tests.api.application_form import PHONE, form
from tests.servers import PostgresServer

from .installation import KEY, Installation, api_of, installation_in, left_in

OTHER_KEY = "another-encryption-key"


@pytest.fixture(params=["sqlite", "postgresql"])
def losing(request: pytest.FixtureRequest, tmp_path: Path, postgresql: PostgresServer) -> tuple[Installation, Callable[[], None]]:
    """A migrated installation, and what destroys its database."""
    if request.param == "sqlite":
        made = installation_in(tmp_path / "data")
        destroy = made.database.unlink
    else:
        made = installation_in(tmp_path / "data", DATABASE_URL=postgresql.create_database(f"lost_{time.monotonic_ns()}"))
        name = made.environment["DATABASE_URL"].rpartition("/")[2]

        def destroy() -> None:
            postgresql.drop_database(name)
            postgresql.create_database(name)

    assert made.run("api.migrate").returncode == 0
    return made, destroy


def test_an_application_that_was_backed_up_while_the_service_ran_is_there_again(
    losing: tuple[Installation, Callable[[], None]],
) -> None:
    installation, destroy = losing
    with api_of(installation) as browser:
        answer = browser.post("/v1/applications", json=form(), headers={"Idempotency-Key": SUBMISSION})
        number = answer.json()["number"]
        file = installation.back_up()
        before = browser.get(f"/v1/applications/{number}", headers={"X-Phone": PHONE}).json()
    destroy()
    ended = installation.restore(file)
    assert ended.returncode == 0, ended.stderr
    with api_of(installation) as browser:
        assert browser.get(f"/v1/applications/{number}", headers={"X-Phone": PHONE}).json() == before
        again = browser.post("/v1/applications", json=form(), headers={"Idempotency-Key": SUBMISSION})
        assert again.json()["number"] == number


def test_a_postgresql_is_replaced_only_when_told_so_and_the_old_one_is_kept(postgresql: PostgresServer, tmp_path: Path) -> None:
    address = postgresql.create_database("replaced")
    installation = installation_in(tmp_path / "data", DATABASE_URL=address)
    assert installation.run("api.migrate").returncode == 0
    columns = "who, action, subject, request_id, at, previous_hash, hash"
    insert = f"INSERT INTO audit ({columns}) VALUES ('a', 'b', %s, 'c', now(), 'd', 'e')"
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        connection.execute(insert, ["first"])
        connection.execute("CREATE SCHEMA rasa")
        connection.execute("CREATE TABLE rasa.events (said TEXT)")
        connection.execute("INSERT INTO rasa.events VALUES ('what a resident said')")
    file = installation.back_up()
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        connection.execute(insert, ["second"])
        connection.execute("CREATE TABLE of_a_newer_version (id INTEGER)")
        busy = installation.restore(file, "--replace")
    assert busy.stderr.startswith("✗ Other programs are connected to the database replaced")
    assert "holds records: add REPLACE=1" in installation.restore(file).stderr
    ended = installation.restore(file, "--replace")
    assert ended.returncode == 0, ended.stderr
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT subject FROM audit").fetchall() == [("first",)]
        assert connection.execute("SELECT to_regclass('of_a_newer_version')").fetchone() == (None,)
        assert connection.execute("SELECT said FROM rasa.events").fetchall() == [("what a resident said",)]
    (aside,) = (installation.data / "backups").iterdir()
    assert installation.restore(aside, "--replace").returncode == 0
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT subject FROM audit ORDER BY id").fetchall() == [("first",), ("second",)]


def test_records_are_not_replaced_unless_told_so(installation: Installation, backup: Path) -> None:
    installation.note("second")
    ended = installation.restore(backup)
    assert (ended.returncode, "add REPLACE=1" in ended.stderr) == (1, True)
    assert installation.subjects() == ["first", "second"]


def test_a_database_that_is_replaced_is_kept_aside(installation: Installation, backup: Path) -> None:
    installation.note("second")
    assert installation.restore(backup, "--replace").returncode == 0
    assert installation.subjects() == ["first"]
    (aside,) = installation.data.glob("service.db.before-*")
    aside.replace(installation.database)
    assert installation.subjects() == ["first", "second"]


def test_a_damaged_database_can_be_replaced_and_is_kept_aside(installation: Installation, backup: Path) -> None:
    damaged = b"no database at all" * 1000
    installation.database.write_bytes(damaged)
    ended = installation.restore(backup, "--replace")
    assert ended.returncode == 0, ended.stderr
    assert installation.subjects() == ["first"]
    (aside,) = installation.data.glob("service.db.before-*")
    assert aside.read_bytes() == damaged


def test_an_empty_database_makes_way_without_being_asked_for(installation: Installation, backup: Path) -> None:
    installation.database.unlink()
    assert installation.run("api.migrate").returncode == 0
    assert installation.restore(backup).returncode == 0
    assert installation.subjects() == ["first"]


def test_nothing_is_restored_while_the_service_runs(installation: Installation, backup: Path) -> None:
    with only_instance(read_settings(installation.environment)):
        ended = installation.restore(backup, "--replace")
    assert (ended.returncode, "already runs" in ended.stderr) == (1, True)


def test_a_backup_under_another_key_is_refused(installation: Installation, backup: Path, tmp_path: Path) -> None:
    elsewhere = installation_in(tmp_path / "elsewhere", ENCRYPTION_KEY=OTHER_KEY)
    ended = elsewhere.restore(backup)
    assert ended.stderr.startswith("✗ This backup was made under another ENCRYPTION_KEY")
    assert not elsewhere.database.exists()


def test_a_backup_under_a_key_of_before_is_restored(installation: Installation, backup: Path, tmp_path: Path) -> None:
    elsewhere = installation_in(tmp_path / "elsewhere", ENCRYPTION_KEY=OTHER_KEY, PREVIOUS_ENCRYPTION_KEYS=KEY)
    assert elsewhere.restore(backup).returncode == 0
    assert elsewhere.subjects() == ["first"]


def test_a_backup_whose_key_is_lost_is_restored_when_the_loss_is_accepted(
    installation: Installation, backup: Path, tmp_path: Path
) -> None:
    elsewhere = installation_in(tmp_path / "elsewhere", ENCRYPTION_KEY=OTHER_KEY)
    assert elsewhere.restore(backup, "--accept-loss").returncode == 0
    assert elsewhere.subjects()[0] == "first"
    assert elsewhere.run("api.migrate").returncode == 0


def test_a_backup_of_another_database_is_refused(installation: Installation, backup: Path, postgresql: PostgresServer) -> None:
    ended = installation.restore(backup, DATABASE_URL=postgresql.create_database("other_kind"))
    assert "This is a backup of sqlite, the service is configured for postgresql" in ended.stderr


def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    installation = installation_in(tmp_path / "data")
    upgrade = "from alembic import command; from alembic.config import Config; command.upgrade(Config('{}'), '0001')"
    script = upgrade.format(ROOT / "api" / "migrations" / "alembic.ini")
    subprocess.run([sys.executable, "-c", script], env=installation.environment, cwd=ROOT, check=True)
    installation.note("first")
    file = installation.back_up()
    installation.database.unlink()
    assert installation.restore(file).returncode == 0
    assert installation.subjects() == ["first"]
    with closing(sqlite3.connect(installation.database)) as connection:
        assert connection.execute("SELECT count(*) FROM encryption_key").fetchone() == (1,)


def test_a_backup_of_a_newer_version_is_refused(installation: Installation) -> None:
    with closing(sqlite3.connect(installation.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    file = installation.back_up()
    assert "newer version (schema 9999)" in installation.restore(file, "--replace").stderr


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """The archive with one more part, or another in the place of one."""
    written = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(content)) as given, tarfile.open(fileobj=written, mode="w:gz") as changed:
        parts = {member.name: given.extractfile(member) for member in given}
        contents = {key: part.read() for key, part in parts.items() if part}
        for key, value in {**contents, name: data}.items():
            member = tarfile.TarInfo(key)
            member.size = len(value)
            changed.addfile(member, io.BytesIO(value))
    return written.getvalue()


def flipped(content: bytes, place: int) -> bytes:
    """The content with one bit changed."""
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "another kind of file": lambda _: b"PK\x03\x04" * 1000,
    "the first half": lambda content: content[: len(content) // 2],
    "the end is missing": lambda content: content[:-4],
    "a byte in the middle": lambda content: flipped(content, len(content) // 2),
    "another database": lambda content: with_part(content, "database.sqlite3", b"other"),
    "a part more": lambda content: with_part(content, "more", b"other"),
    "a part outside": lambda content: with_part(content, "../outside", b"other"),
    "a manifest of something else": lambda content: with_part(content, MANIFEST, b'{"other": 1}'),
    "a manifest that is no JSON": lambda content: with_part(content, MANIFEST, b"{"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_backup_is_refused_and_nothing_is_touched(
    installation: Installation, backup: Path, damage: Callable[[bytes], bytes]
) -> None:
    backup.write_bytes(damage(backup.read_bytes()))
    installation.note("second")
    before = left_in(installation.data)
    settings = read_settings(installation.environment)
    with pytest.raises(OperationError, match=r"damaged|no backup|not a backup"):
        restore(backup, settings, installation.environment, replace=True)
    assert installation.subjects() == ["first", "second"]
    assert [name for name in left_in(installation.data) if name != "run"] == before


def test_a_file_that_is_not_there_is_one_sentence(installation: Installation) -> None:
    ended = installation.restore(installation.data / "missing.backup")
    assert ended.stderr.strip() == f"✗ There is no file {installation.data / 'missing.backup'}."
