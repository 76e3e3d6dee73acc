"""The API's own commands, run with the settings and the secrets of the service."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from .installation import Installation


def run(installation: Installation, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    """Runs one of the commands; the keys are those of the data folder, not of the environment."""
    environment = {name: value for name, value in installation.environment.items() if name != "ENCRYPTION_KEY"}
    command = [sys.executable, "-m", "operations.api_command", *arguments]
    return subprocess.run(command, env=environment, input=said, capture_output=True, text=True, check=False)


def write_keys(installation: Installation, **keys: str) -> Path:
    """Writes the secrets of the data folder."""
    file = installation.data / "secrets.env"
    file.write_text("".join(f"{name}={value}\n" for name, value in keys.items()))
    return file


def test_an_account_is_made_in_the_database_of_the_service(installation: Installation) -> None:
    write_keys(installation, ENCRYPTION_KEY=installation.environment["ENCRYPTION_KEY"])
    ended = run(installation, "api.staff.create_account", "wang", "--role", "administrator", said="a long enough password\n")
    assert ended.returncode == 0, ended.stderr
    with closing(sqlite3.connect(installation.database)) as connection:
        assert connection.execute("SELECT name, role FROM staff_accounts").fetchall() == [("wang", "administrator")]


def test_a_key_of_the_data_folder_is_rotated_by_the_key_of_before_beside_it(installation: Installation) -> None:
    old = installation.environment["ENCRYPTION_KEY"]
    write_keys(installation, ENCRYPTION_KEY="new", PREVIOUS_ENCRYPTION_KEYS=old)
    ended = run(installation, "api.rotate_key")
    assert (ended.returncode, ended.stderr) == (0, "")
    write_keys(installation, ENCRYPTION_KEY="new")
    assert run(installation, "api.migrate").returncode == 0
    write_keys(installation, ENCRYPTION_KEY=old)
    refused = run(installation, "api.migrate")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
