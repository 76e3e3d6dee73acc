"""A PostgreSQL and a Redis of the tests' own, from Debian's packages: started, killed, frozen and started again at will.

Standard library only: the tests of both environments use it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

READY_SECONDS = 30
# PostgreSQL refuses to run as root; Debian's package brings this account.
POSTGRESQL_ACCOUNT = "postgres"
LOOPBACK = "127.0.0.1"
# Tests need no data that survives a power failure, only speed.
POSTGRESQL_SETTINGS = ("fsync=off", "max_connections=300", "shared_buffers=64MB")


class ServerProcess(ABC):
    """One server with a folder and a port of its own, which stay the same over a restart."""

    def __init__(self, name: str) -> None:
        # Not pytest's folder: that one is closed to the account PostgreSQL runs under.
        self.folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """What is run."""

    def account(self) -> str | None:
        """The account it runs under; None for one's own."""
        return None

    def start(self) -> None:
        """Starts it and waits until it takes connections."""
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, user=self.account()
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self.answers():
            assert self._process.poll() is None and time.monotonic() < deadline, (self.folder / "server.log").read_text("utf-8")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            socket.create_connection((LOOPBACK, self.port), timeout=0.5).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """Ends it and all it started, at once, as a power failure would."""
        self._signal(signal.SIGKILL)
        assert self._process is not None
        self._process.wait()

    def freeze(self) -> None:
        """Stops it where it is: connections stay open and nothing answers any more."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Lets it go on."""
        self._signal(signal.SIGCONT)

    def remove(self) -> None:
        """Ends it and deletes its folder."""
        if self._process is not None and self._process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        for pid in (self._process.pid, *_children(self._process.pid)):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue


class PostgresServer(ServerProcess):
    """PostgreSQL 15 or newer, reached over loopback without a password."""

    def __init__(self) -> None:
        super().__init__("postgresql")
        if self.account():
            shutil.chown(self.folder, POSTGRESQL_ACCOUNT, POSTGRESQL_ACCOUNT)
        self._run("initdb", "--pgdata", "data", "--username", "service", "--auth", "trust", "--encoding", "UTF8", "--locale", "C")

    def command(self) -> list[str]:
        settings = [part for setting in POSTGRESQL_SETTINGS for part in ("-c", setting)]
        address = ["-h", LOOPBACK, "-p", str(self.port), "-k", str(self.folder)]
        return [_program("postgres"), "-D", "data", *address, *settings]

    def account(self) -> str | None:
        return POSTGRESQL_ACCOUNT if os.geteuid() == 0 else None

    def answers(self) -> bool:
        asked = [_program("pg_isready"), "-q", "-h", LOOPBACK, "-p", str(self.port), "-t", "1"]
        return subprocess.run(asked, check=False).returncode == 0

    def url(self, database: str) -> str:
        """The address of one of its databases, as the service's setting wants it."""
        return f"postgresql+psycopg://service@{LOOPBACK}:{self.port}/{database}"

    def create_database(self, name: str, template: str = "template1") -> str:
        """Makes a database, as a copy of another one that nobody is connected to; its address."""
        self._run("createdb", *self._connection(), "--template", template, name)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Removes a database even while somebody is connected to it."""
        self._run("dropdb", *self._connection(), "--force", name)

    def _connection(self) -> list[str]:
        return ["-h", LOOPBACK, "-p", str(self.port), "-U", "service"]

    def _run(self, name: str, *arguments: str) -> None:
        command = [_program(name), *arguments]
        ended = subprocess.run(command, cwd=self.folder, user=self.account(), capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr


class RedisServer(ServerProcess):
    """Redis 7, keeping nothing on disk."""

    def __init__(self) -> None:
        super().__init__("redis")

    def command(self) -> list[str]:
        address = ["--bind", LOOPBACK, "--port", str(self.port)]
        return [_program("redis-server"), *address, "--save", "", "--appendonly", "no", "--dir", str(self.folder)]

    @property
    def url(self) -> str:
        """Its address, as the service's setting wants it."""
        return f"redis://{LOOPBACK}:{self.port}/0"


@contextmanager
def running(server: ServerProcess) -> Iterator[None]:
    """Starts a server and removes it with everything it kept."""
    try:
        server.start()
        yield
    finally:
        server.remove()


@contextmanager
def killed(server: ServerProcess) -> Iterator[None]:
    """A server that is away for a while."""
    server.kill()
    try:
        yield
    finally:
        server.start()


@contextmanager
def frozen(server: ServerProcess) -> Iterator[None]:
    """A server that answers nothing for a while."""
    server.freeze()
    try:
        yield
    finally:
        server.thaw()


def _program(name: str) -> str:
    """A program of Debian's packages; PostgreSQL's stand outside PATH, in a folder per version."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(installed[-1]) if installed else shutil.which(name)
    assert found, f"{name} is not installed: run `make test`, which installs what the tests need"
    return found


def _children(pid: int) -> list[int]:
    """Everything a process has started; each of PostgreSQL's is in a group of its own."""
    try:
        listed = [int(word) for file in Path(f"/proc/{pid}/task").glob("*/children") for word in file.read_text().split()]
    except FileNotFoundError:
        return []
    return [one for child in listed for one in (child, *_children(child))]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
