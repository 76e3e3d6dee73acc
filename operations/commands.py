"""Runs other programs to their end; their output is shown only when they fail."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from operations.console import FULL_DISK
from operations.environment import ROOT
from operations.errors import OperationError

PR_SET_PDEATHSIG = 1
SHOWN_LINES = 15
# pip tells of every folder of its configuration in which a package does not lie.
NOISE = "is ignored: it is neither a file nor a directory"
NO_INDEX = (
    "pip does not reach its package index, or the index lacks a package: check the network, then run the same command again."
)
KNOWN_CAUSES = {
    "No space left on device": FULL_DISK,
    "Disk quota exceeded": FULL_DISK,
    "Read-only file system": "This folder is on a read-only file system: put the clone where it can be written to.",
    "Could not find a version that satisfies": NO_INDEX,
    "Max retries exceeded": NO_INDEX,
    "Read timed out": NO_INDEX,
}

_libc = ctypes.CDLL(None, use_errno=True)


def dies_with_parent() -> Callable[[], None]:
    """A `preexec_fn`: the kernel kills the new process when this one ends, in whatever way it ends."""
    parent = os.getpid()

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # the parent ended before the request was made
            os._exit(1)

    return prepare


def run(command: Sequence[str | Path], environment: Mapping[str, str], failure: str, *, shown: bool = False) -> None:
    """Runs a command from the root of the repository; raises OperationError with `failure` when it fails.

    `shown`: what it prints goes to the console as it comes (a progress bar) instead of being kept for a failure.
    """
    code, output = capture(command, environment, shown=shown)
    if code == 0:
        return
    known = known_cause(output)
    if known:
        raise OperationError(known)
    lines = [line for line in output.splitlines() if line.strip() and NOISE not in line]
    print("\n".join(lines[-SHOWN_LINES:]), file=sys.stderr)
    raise OperationError(failure)


def known_cause(output: str) -> str | None:
    """The sentence for a common cause that a failed command's output shows; None when it shows none."""
    return next((sentence for sign, sentence in KNOWN_CAUSES.items() if sign in output), None)


def capture(command: Sequence[str | Path], environment: Mapping[str, str], *, shown: bool = False) -> tuple[int, str]:
    """Runs a command and gives its exit code and what it printed (nothing when it was shown)."""
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=None if shown else subprocess.PIPE,
        stderr=None if shown else subprocess.STDOUT,
        preexec_fn=dies_with_parent(),
        text=True,
        errors="replace",
    ) as process:
        output, _ = process.communicate()
    return process.returncode, output or ""
