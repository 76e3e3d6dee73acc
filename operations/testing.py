"""Runs the tests of both environments, their parts side by side on the cores there are; what failed is told last."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from operations.console import announce, as_program
from operations.environment import BOT_PYTHON, MAIN_PYTHON, ROOT, full_environment, process_environment, read_settings

# Pytest's word for "nothing was selected": no failure when another part holds all of the selection.
NOTHING_SELECTED = 5
# Each part may start a whole service or two; more at once than this are slower for it.
MOST_AT_ONCE = 3
SUMMARY = " short test summary info "
LAST_LINES = 30


@dataclass(frozen=True)
class Part:
    """Tests that one pytest runs; folders below `tests` that share what is slow to start stand in one part."""

    name: str
    folders: tuple[str, ...]
    python: Path = MAIN_PYTHON
    options: tuple[str, ...] = ()
    # Whether it measures how long residents wait, so that nothing else may take the cores from it.
    alone: bool = False

    @property
    def command(self) -> list[str]:
        """What is run, from the root of the repository."""
        # One cache for all of them would be written by several at once.
        cache = ROOT / ".pytest_cache" / "parts" / self.name.replace(" ", "-")
        paths = [f"tests/{folder}" for folder in self.folders]
        return [str(self.python), "-m", "pytest", "-o", f"cache_dir={cache}", *self.options, *paths]


# The longest first, so that no long one is left alone at the end.
APART = (
    Part("end to end", ("end_to_end",), alone=True),
    Part("browser dialogue hostile", ("browser", "dialogue", "hostile")),
    Part("api", ("api",)),
    Part("operations", ("operations",)),
    Part("bot", ("bot",), BOT_PYTHON, ("-c", "tests/bot/pytest.ini")),
)
# Whatever has no part of its own, so that no folder is ever forgotten.
REST = Part("the rest", (".",), options=tuple(f"--ignore=tests/{folder}" for part in APART for folder in part.folders))


@dataclass(frozen=True)
class Ended:
    """A part that has run: what it printed and pytest's exit code."""

    part: Part
    code: int
    output: str
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether something went wrong; that nothing was selected is nothing wrong."""
        return self.code not in (0, NOTHING_SELECTED)

    @property
    def summary(self) -> str:
        """What pytest says of failures at its end, or its last lines when it did not come so far."""
        lines = self.output.splitlines()
        begins = next((number for number, line in enumerate(lines) if SUMMARY in line), len(lines) - LAST_LINES)
        return "\n".join(lines[max(begins, 0) :])


def run(part: Part, environment: Mapping[str, str], arguments: Sequence[str]) -> Ended:
    """Runs one part to its end, whatever the end is."""
    began = time.monotonic()
    ended = subprocess.run(
        [*part.command, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return Ended(part, ended.returncode, ended.stdout.decode("utf-8", "replace"), time.monotonic() - began)


def run_all(parts: Sequence[Part], environment: Mapping[str, str], arguments: Sequence[str]) -> int:
    """Runs parts side by side and tells of each when it ends; 0 when all passed, else pytest's code of one that did not."""
    at_once = min(len(os.sched_getaffinity(0)), MOST_AT_ONCE)
    announce(f"tests in {len(parts)} parts, {at_once} at once: {', '.join(part.name for part in parts)}")
    ended = [_tell(run(part, environment, arguments)) for part in parts if part.alone]
    with ThreadPoolExecutor(at_once) as pool:
        running = [pool.submit(run, part, environment, arguments) for part in parts if not part.alone]
        ended += [_tell(future.result()) for future in as_completed(running)]
    failed = [one for one in ended if one.failed]
    for one in failed:
        announce(f"failed: {one.part.name}")
        print(one.summary, flush=True)
    if failed:
        return failed[0].code
    return int(all(one.code == NOTHING_SELECTED for one in ended))


def _tell(ended: Ended) -> Ended:
    """Prints the whole of what failed, and of what passed its last line."""
    if ended.failed:
        print(ended.output, flush=True)
    last = ended.output.strip().rpartition("\n")[2]
    announce(f"{ended.part.name}, {ended.seconds:.0f} s: {last}")
    return ended


def main() -> int:
    """Gives 0 when everything passed; arguments (`-m long`) go to every part."""
    environ = full_environment()
    return run_all([*APART, REST], process_environment(read_settings(environ), environ), sys.argv[1:])


if __name__ == "__main__":
    sys.exit(as_program(main))
