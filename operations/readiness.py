"""What must hold before the service starts, and how to tell that it is ready."""

from __future__ import annotations

import errno
import fcntl
import json
import shutil
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from operations.environment import LOOPBACK, Settings
from operations.errors import OperationError
from operations.supervisor import Keeper

NEEDED_MEGABYTES = 500


def require_free_ports(settings: Settings) -> None:
    """Raises OperationError naming the first port that another program uses."""
    needed = (
        ("API_PORT", settings.host, settings.api_port),
        ("RASA_PORT", LOOPBACK, settings.rasa_port),
        ("ACTIONS_PORT", LOOPBACK, settings.actions_port),
    )
    for name, host, port in needed:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise OperationError(_port_sentence(name, host, port, error)) from error


def _port_sentence(name: str, host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program: end that program or choose another port, `make run {name}={port + 1}`."
    return f"Port {port} of {host} cannot be used ({error.strerror}): change HOST or {name}."


def require_free_disk(settings: Settings) -> None:
    """Raises OperationError when the data folder's disk is nearly full."""
    settings.data.mkdir(parents=True, exist_ok=True)
    megabytes = shutil.disk_usage(settings.data).free // 1_000_000
    if megabytes < NEEDED_MEGABYTES:
        raise OperationError(f"Only {megabytes} MB are free for {settings.data}: free at least {NEEDED_MEGABYTES} MB first.")


@contextmanager
def only_instance(settings: Settings) -> Iterator[None]:
    """Holds the data folder for one instance; OperationError when another has it."""
    lock = settings.state.with_name("supervisor.lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OperationError(
                f"The service already runs on {settings.data}: open {settings.api_url}/ or end it with Ctrl-C in its terminal."
            ) from error
        yield


def is_ready(settings: Settings) -> bool:
    """Whether the API says that every part it needs is there."""
    return _readiness(settings)[0]


def what_is_missing(settings: Settings, keepers: list[Keeper]) -> str:
    """The parts that are not ready, each with its log, in one line."""
    late = [keeper for keeper in keepers if keeper.status.state != "running"]
    if late:
        return ", ".join(f"{keeper.service.name} ({keeper.status.state}, see {keeper.log})" for keeper in late)
    _, answer = _readiness(settings)
    return f"{settings.api_url}/readyz says {json.dumps(answer, ensure_ascii=False)}"


def _readiness(settings: Settings) -> tuple[bool, Any]:
    try:
        with urllib.request.urlopen(f"{settings.api_url}/readyz", timeout=3) as answer:
            return answer.status == 200, None
    except urllib.error.HTTPError as error:
        return False, _json_or_text(error.read())
    except OSError as error:
        return False, str(error)


def _json_or_text(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")
