"""A whole running service for tests: the same supervisor as `make run`, on ports and a data folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from operations.environment import ROOT
from operations.instances import Instance as LiveService
from operations.instances import free_ports, is_ready, running_instance

__all__ = ["ROOT", "LiveService", "free_ports", "is_ready", "running_service"]


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
