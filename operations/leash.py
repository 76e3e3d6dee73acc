"""Ends whole process groups when the supervisor is gone, even when it was killed and could do nothing any more.

The kernel ends the processes the supervisor started, but not what those started. A small process holds the other end of
a pipe: whatever ends the supervisor closes the pipe.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable

from operations.environment import ROOT

HOLD = "hold"
LET_GO = "let-go"


class Leash:
    """The supervisor's end of the pipe."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "operations.leash"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True, text=True)

    def hold(self, group: int) -> None:
        """This process group ends with the supervisor."""
        self._tell(HOLD, group)

    def let_go(self, group: int) -> None:
        """This process group has ended; its number may come to mean another one."""
        self._tell(LET_GO, group)

    def close(self) -> None:
        """Ends the small process, and with it every group it still holds."""
        self._process.communicate()

    def _tell(self, word: str, group: int) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{word} {group}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            # Somebody killed the small process: the kernel's own promise for the direct children still holds.
            return


def groups_left(lines: Iterable[str]) -> set[int]:
    """The groups still held after these messages."""
    held: set[int] = set()
    for line in lines:
        word, group = line.split()
        (held.add if word == HOLD else held.discard)(int(group))
    return held


def main() -> None:
    """Reads messages until the pipe closes, then ends what is still held."""
    for group in groups_left(sys.stdin):
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            continue


if __name__ == "__main__":
    main()
