"""One process of the service: how it is started, in a group of its own, and stopped with everything it started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from operations.commands import dies_with_parent
from operations.environment import ROOT

KEPT_LOGS = 3
LARGEST_LOG = 5_000_000
ANSWER_SECONDS = 1.0


@dataclass(frozen=True)
class Service:
    """A process to keep running.

    address: where it takes connections once it works, None when it takes none. health: the path under which it always has an
    answer over HTTP, None when it has none.
    """

    name: str
    command: tuple[str, ...]
    address: tuple[str, int] | None = None
    health: str | None = None


class Running:
    """A started process. Its output goes to the end of its log."""

    def __init__(self, service: Service, environment: Mapping[str, str], log: Path) -> None:
        self.service = service
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                service.command,
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Away from the keyboard's Ctrl-C, which is for the supervisor alone, and in reach of one signal.
                start_new_session=True,
                preexec_fn=dies_with_parent(),
            )

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its group."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.poll()

    def listens(self) -> bool:
        """Whether it takes connections; always true for a service without an address."""
        if self.service.address is None:
            return True
        try:
            socket.create_connection(self.service.address, timeout=0.5).close()
        except OSError:
            return False
        return True

    def answers(self) -> bool:
        """Whether it gives an answer, whatever it is; always true for a service without a health path."""
        if self.service.address is None or self.service.health is None:
            return True
        connection = HTTPConnection(*self.service.address, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", self.service.health)
            connection.getresponse()
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
        return True

    def ask_to_stop(self) -> None:
        """Sends SIGTERM to the process and to all it started."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the process and all it started, at once."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def group_is_gone(self) -> bool:
        """Whether neither the process nor anything of its group is left."""
        self._process.poll()
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return


def rotate(log: Path) -> None:
    """Puts a log that has grown large aside, keeping the last few."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if not log.exists() or log.stat().st_size < LARGEST_LOG:
        return
    names = [log, *(log.with_name(f"{log.name}.{number}") for number in range(1, KEPT_LOGS + 1))]
    for older, newer in zip(reversed(names[1:]), reversed(names[:-1]), strict=True):
        if newer.exists():
            newer.replace(older)
