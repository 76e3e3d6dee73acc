"""What a process costs, read from the kernel."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from operations.bench.usage import cpu_seconds, members, memory, memory_rows

# Works for a while, takes some memory, starts a process of its own, says so and waits.
BUSY = """
import subprocess, sys, time
held = bytearray(60_000_000)
while time.process_time() < 0.5:
    pass
child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def busy() -> Iterator[int]:
    """The process group of a process that has used half a second and 60 MB, and of its child."""
    with subprocess.Popen(
        [sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process.pid
        process.kill()


def test_a_group_is_the_process_and_what_it_started(busy: int) -> None:
    found = list(members(busy))
    assert busy in found
    assert len(found) == 2


def test_processor_time_counts_since_the_start(busy: int) -> None:
    # The kernel counts in hundredths and rounds down.
    assert 0.45 <= cpu_seconds(busy) < 5


def test_memory_counts_what_is_held_in_a_million_bytes(busy: int) -> None:
    taken = memory(busy)
    assert 60 < taken.resident < 160
    assert 60 < taken.proportional <= taken.resident


def test_a_process_without_a_peer_stands_alone(busy: int) -> None:
    rows = list(memory_rows({"api": busy}, {"rasa": busy}))
    assert [(row.key, row.peer) for row in rows] == [("resident.api", "–"), ("proportional.api", "–")]
