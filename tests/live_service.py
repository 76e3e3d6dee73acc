"""A whole running service for tests: the same supervisor as `make run`, on ports and a data folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 240


@dataclass(frozen=True)
class LiveService:
    """The address of a running service, its data folder, its environment and its supervisor."""

    address: str
    data: Path
    environment: dict[str, str]
    supervisor: subprocess.Popen[bytes]


@contextmanager
def running_service(data: Path, **settings: str) -> Iterator[LiveService]:
    """Starts the service and waits until every part is ready; stops it and all its processes afterwards."""
    ports = dict(zip(("API_PORT", "RASA_PORT", "ACTIONS_PORT"), map(str, free_ports(3)), strict=True))
    environment = {**os.environ, **ports, "DATA_DIR": str(data), **settings}
    _reuse_trained(data)
    log = (data / "run.log").open("wb")
    supervisor = subprocess.Popen([sys.executable, "-m", "operations.run"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{ports['API_PORT']}"
    try:
        wait_until_ready(address, supervisor, data)
        yield LiveService(address, data, environment, supervisor)
    finally:
        supervisor.send_signal(signal.SIGINT)
        supervisor.wait(timeout=40)
        log.close()


def wait_until_ready(address: str, supervisor: subprocess.Popen[bytes], data: Path) -> None:
    """Waits for a green `/readyz`; fails with what the supervisor said when it ends or takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and supervisor.poll() is None:
        if is_ready(address):
            return
        time.sleep(0.5)
    raise AssertionError(f"the service did not become ready: {(data / 'run.log').read_text('utf-8', 'replace')[-3000:]}")


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
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _reuse_trained(data: Path) -> None:
    """What was trained for this clone serves the tests too; what is missing is trained by the supervisor."""
    data.mkdir(parents=True, exist_ok=True)
    for name in ("encoder", "index", "cache"):
        if (ROOT / "var" / name).is_dir():
            shutil.copytree(ROOT / "var" / name, data / name, dirs_exist_ok=True)
