"""A whole running service for tests: the same supervisor as `make run`, on ports and a data folder of its own."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from operations.environment import ROOT
from operations.instances import Instance as LiveService
from operations.instances import free_ports, is_ready, running_instance

__all__ = ["ROOT", "LiveService", "free_ports", "is_ready", "new_staff_key", "running_service"]


@contextmanager
def running_service(data: Path, **settings: str) -> Iterator[LiveService]:
    """Starts the service and waits until every part is ready; stops it and all its processes afterwards."""
    _reuse_trained(data)
    with running_instance(data, **settings) as service:
        yield service


def _reuse_trained(data: Path) -> None:
    """What was trained for this clone serves the tests too; what is missing is trained by the supervisor."""
    data.mkdir(parents=True, exist_ok=True)
    for name in ("encoder", "index", "cache"):
        if (ROOT / "var" / name).is_dir():
            shutil.copytree(ROOT / "var" / name, data / name, dirs_exist_ok=True)


def new_staff_key(service: LiveService) -> dict[str, str]:
    """Makes a staff account and signs in; the header that opens the inbox."""
    name, password = f"wang-{secrets.token_hex(4)}", "a password of the tests"
    command = [sys.executable, "-m", "operations.api_command", "api.staff.create_account", name]
    subprocess.run(command, input=password, text=True, cwd=ROOT, env=service.environment, check=True, capture_output=True)
    signed_in = httpx.post(f"{service.address}/v1/staff/session", json={"name": name, "password": password}, timeout=10)
    return {"Cookie": f"staff={signed_in.cookies['staff']}"}
