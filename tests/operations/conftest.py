"""Small real processes for the supervisor to keep, and installations to back up and restore."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from operations.processes import Service
from operations.supervisor import Patience, Supervisor

from .installation import Installation, installation_in

HURRIED = Patience(first_pause=0.1, longest_pause=0.4, steady=0.5, stop=2.0, look=0.2, silence=2.5)
# Writes its process id and that of a child of its own, then sleeps.
PARENT = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(f"{os.getpid()} {child.pid}")
time.sleep(60)
"""


def wait_until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Returns as soon as the condition holds; fails when it does not within the time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits for its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def python_service(name: str, code: str, *arguments: str) -> Service:
    """A service that runs a piece of Python."""
    return Service(name, (sys.executable, "-c", code, *arguments))


@pytest.fixture
def parent(tmp_path: Path) -> tuple[Service, Callable[[], list[int]]]:
    """A service that starts a process of its own, and the ids of the two."""
    file = tmp_path / "pids"

    def pids() -> list[int]:
        wait_until(lambda: file.exists() and len(file.read_text().split()) == 2)
        return [int(pid) for pid in file.read_text().split()]

    return python_service("parent", PARENT, str(file)), pids


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[..., Supervisor]]:
    """Makes supervisors that write below the test's folder; whatever a test leaves running is stopped."""
    made: list[Supervisor] = []

    def make(*services: Service, patience: Patience = HURRIED) -> Supervisor:
        supervisor = Supervisor(services, os.environ, tmp_path / "logs", tmp_path / "run" / "supervisor.json", patience)
        made.append(supervisor)
        supervisor.start()
        return supervisor

    yield make
    for supervisor in made:
        supervisor.__exit__(None, None, None)


@pytest.fixture
def start_program() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts Python programs from the root of the repository; ends what still runs after the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """What the installations of the tests are copies of."""
    made = installation_in(tmp_path_factory.mktemp("origin") / "data")
    assert made.run("api.migrate").returncode == 0
    made.note("first")
    return made


@pytest.fixture(scope="session")
def backup_of_origin(origin: Installation) -> bytes:
    """What `make backup` writes of it."""
    return origin.back_up().read_bytes()


@pytest.fixture
def installation(tmp_path: Path, origin: Installation) -> Installation:
    """A migrated SQLite database with one entry in its audit trail."""
    made = installation_in(tmp_path / "data")
    shutil.copy2(origin.database, made.database)
    return made


@pytest.fixture
def backup(installation: Installation, backup_of_origin: bytes) -> Path:
    """A backup of the installation."""
    file = installation.data / "made.backup"
    file.write_bytes(backup_of_origin)
    return file
