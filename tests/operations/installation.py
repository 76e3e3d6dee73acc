"""An installation of the service for the tests of backup and restore: its settings, its data folder, its programs."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from operations.environment import ROOT

KEY = "encryption-key-of-the-tests"


@dataclass(frozen=True)
class Installation:
    """A service's settings and its data folder."""

    data: Path
    environment: dict[str, str]

    def run(self, module: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Runs one of the programs to its end."""
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.run(command, env={**self.environment, **settings}, capture_output=True, text=True, check=False)

    def back_up(self) -> Path:
        """Makes a backup that must succeed."""
        file = self.data / "made.backup"
        ended = self.run("operations.backup", str(file))
        assert ended.returncode == 0, ended.stderr
        return file

    def restore(self, file: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Tries to restore."""
        return self.run("operations.restore", str(file), *options, **settings)

    @property
    def database(self) -> Path:
        """The file of a SQLite database."""
        return self.data / "service.db"

    def subjects(self) -> list[str]:
        """What stands in the audit trail of a SQLite database."""
        with closing(sqlite3.connect(self.database)) as connection:
            return [row[0] for row in connection.execute("SELECT subject FROM audit ORDER BY id")]

    def note(self, subject: str) -> None:
        """Adds an entry to the audit trail of a SQLite database."""
        with closing(sqlite3.connect(self.database)) as connection, connection:
            # A database of an older version has no chain yet.
            chain = {row[1] for row in connection.execute("PRAGMA table_info(audit)")} & {"previous_hash", "hash"}
            values = {"who": "a", "action": "b", "subject": subject, "request_id": "c", "at": "2026-11-22 00:00:00"}
            values |= dict.fromkeys(chain, "d")
            named = ", ".join(f":{name}" for name in values)
            connection.execute(f"INSERT INTO audit ({', '.join(values)}) VALUES ({named})", values)


def installation_in(folder: Path, **settings: str) -> Installation:
    """A service of its own in a folder."""
    folder.mkdir(exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PREVIOUS_ENCRYPTION_KEYS")}
    own = {"DATA_DIR": str(folder), "ENCRYPTION_KEY": KEY, "INTERNAL_TOKEN": "internal-token", **settings}
    return Installation(folder, {**inherited, **own})


@contextmanager
def api_of(installation: Installation) -> Iterator[httpx.Client]:
    """The API alone, running over the installation's database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", "api.main:app", "--port", port, "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=ROOT, env=installation.environment)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as browser:
            wait_for_answer(browser)
            yield browser
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for_answer(browser: httpx.Client) -> None:
    """Returns when the API answers."""
    deadline = time.monotonic() + 60
    while True:
        try:
            browser.get("/healthz").raise_for_status()
            return
        except httpx.TransportError:
            assert time.monotonic() < deadline, "the API did not start"
            time.sleep(0.1)


def left_in(folder: Path) -> list[str]:
    """What a backup leaves in its folder."""
    return sorted(path.name for path in folder.iterdir())
