"""Starts of a clean copy of this clone, cold and warm, as `make run` makes them once everything is installed."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from operations.bench.figures import NOT_MEASURED, Row, figure
from operations.bench.usage import cpu_seconds
from operations.commands import run
from operations.environment import LOOPBACK, MAIN_PYTHON, ROOT
from operations.instances import Instance, running_instance
from operations.setup import ENVIRONMENTS

COPY = ROOT / "var" / "bench" / "copy"
# What a fresh clone does not have; the environments are lent to it.
LEFT_OUT = {
    ".git",
    ".env",
    "var",
    "bot/models",
    ".rasa",
    ".venv-stock",
    ".venv-openfisca",
    *(one.folder.name for one in ENVIRONMENTS),
}
# Embedded, and with limits that no load of ours reaches.
SETTINGS = {
    "HOST": LOOPBACK,
    "ENVIRONMENT": "embedded",
    "DATABASE_URL": "",
    "REDIS_URL": "",
    "EMBEDDING_MODEL": "",
    "REQUESTS_PER_MINUTE": "1000000",
    "MESSAGES_PER_MINUTE": "1000000",
}


@dataclass(frozen=True)
class Start:
    """The seconds of one start until every part was ready, and what each process had used of the processor by then."""

    seconds: float
    cpu: dict[str, float]


@contextmanager
def clean_copy() -> Iterator[Path]:
    """A copy of this clone in which nothing was trained yet; removed afterwards."""
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(ROOT, COPY, ignore=lambda folder, names: {name for name in names if is_left_out(Path(folder) / name)})
    try:
        for environment in ENVIRONMENTS:
            (COPY / environment.folder.name).symlink_to(environment.folder)
        yield COPY
    finally:
        shutil.rmtree(COPY)


def is_left_out(path: Path) -> bool:
    """Whether a path of this clone is no part of a fresh one."""
    return str(path.relative_to(ROOT)) in LEFT_OUT or path.name == "__pycache__" or path.name.endswith("_cache")


@contextmanager
def started(copy: Path) -> Iterator[tuple[Instance, Start]]:
    """The service of the copy, started as `make run` does: the environments are checked, then it runs. Raises OperationError."""
    begun = time.monotonic()
    # The environments are lent by this clone, so it is this clone that checks them.
    run([MAIN_PYTHON, "-m", "operations.setup"], os.environ, "The environments could not be checked.")
    checked = time.monotonic() - begun
    with running_instance(copy / "var", root=copy, **SETTINGS) as instance:
        cpu = {name: cpu_seconds(group) for name, group in process_groups(instance).items()}
        yield instance, Start(checked + instance.ready_seconds, cpu)


def measured_start(copy: Path) -> Start:
    """One start of the copy, stopped as soon as it was ready."""
    with started(copy) as (_, start):
        return start


def process_groups(instance: Instance) -> dict[str, int]:
    """The process group of each process of a running instance."""
    state = json.loads((instance.data / "run" / "supervisor.json").read_text("utf-8"))
    return {process["name"]: process["pid"] for process in state["processes"]}


def start_rows(cold: Start, warm: list[Start], peers: list[dict[str, float]]) -> Iterator[Row]:
    """How long the starts took, and what each process needed of the processor, beside the peer's process of that name."""
    yield Row("cold", "`make run` after installation, cold: everything is trained", "s", figure([cold.seconds]))
    yield Row("warm", "`make run`, warm", "s", figure([start.seconds for start in warm]))
    for name in cold.cpu:
        beside = [cpu[name] for cpu in peers if name in cpu]
        ours = figure([start.cpu[name] for start in warm])
        yield Row(f"cpu.{name}", f"processor time of a start, {name}", "s", ours, figure(beside) if beside else NOT_MEASURED)
