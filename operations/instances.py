"""A whole instance of the service that a program starts for itself: on free ports, stopped with everything it started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from operations.commands import dies_with_parent
from operations.environment import LOOPBACK, ROOT
from operations.errors import OperationError

READY_SECONDS = 240
STOP_SECONDS = 40
LOOK_SECONDS = 0.25
PORTS = ("API_PORT", "RASA_PORT", "ACTIONS_PORT")


@dataclass(frozen=True)
class Instance:
    """A running instance: its address, data folder, environment and supervisor, and how long it took to be ready."""

    address: str
    data: Path
    environment: dict[str, str]
    supervisor: subprocess.Popen[bytes]
    ready_seconds: float


@contextmanager
def running_instance(data: Path, *, root: Path = ROOT, **settings: str) -> Iterator[Instance]:
    """Starts the service of a clone and waits until every part is ready; stops it afterwards. Raises OperationError."""
    data.mkdir(parents=True, exist_ok=True)
    ports = dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True))
    environment = {**os.environ, **ports, "DATA_DIR": str(data), **settings}
    address = f"http://{LOOPBACK}:{ports['API_PORT']}"
    log = data / "run.log"
    with log.open("wb") as output:
        started = time.monotonic()
        supervisor = subprocess.Popen(
            [root / ".venv" / "bin" / "python", "-m", "operations.run"],
            cwd=root,
            env=environment,
            stdout=output,
            stderr=output,
            preexec_fn=dies_with_parent(),
        )
        try:
            wait_until_ready(address, supervisor, log)
            yield Instance(address, data, environment, supervisor, time.monotonic() - started)
        finally:
            supervisor.send_signal(signal.SIGINT)
            supervisor.wait(timeout=STOP_SECONDS)


def wait_until_ready(address: str, supervisor: subprocess.Popen[bytes], log: Path) -> None:
    """Waits for a green `/readyz`. Raises OperationError with what the supervisor said when it ends or takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and supervisor.poll() is None:
        if is_ready(address):
            return
        time.sleep(LOOK_SECONDS)
    raise OperationError(f"the service did not become ready: {log.read_text('utf-8', 'replace')[-3000:]}")


def is_ready(address: str) -> bool:
    """Whether `/readyz` is green."""
    try:
        return httpx.get(f"{address}/readyz", timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind((LOOPBACK, 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
