"""What a running process costs, read from the kernel: processor time since its start, and memory."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from operations.bench.figures import NOT_MEASURED, Row, figure

PROC = Path("/proc")
MEGABYTE = 1_000_000
# Fields of /proc/<pid>/stat, counted after the name (proc(5)): process group; user and system ticks, own and of ended children.
GROUP = 2
TICKS = slice(11, 15)


@dataclass(frozen=True)
class Memory:
    """Memory in MB (a million bytes): `resident` counts shared pages in full, `proportional` in shares."""

    resident: float
    proportional: float


def cpu_seconds(group: int) -> float:
    """The processor seconds that the processes of a group have used so far."""
    ticks = sum(int(value) for pid in members(group) for value in _stat(pid)[TICKS])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(group: int) -> Memory:
    """The memory that the processes of a group take now."""
    sizes = [_rollup(pid) for pid in members(group)]
    return Memory(sum(one["Rss"] for one in sizes) / MEGABYTE, sum(one["Pss"] for one in sizes) / MEGABYTE)


def memory_rows(ours: Mapping[str, int], peers: Mapping[str, int]) -> Iterator[Row]:
    """The memory of each process now, beside the peer's process of the same name; both by process group."""
    for name, group in ours.items():
        mine, beside = memory(group), memory(peers[name]) if name in peers else None
        for key, what in (("resident", "memory, resident"), ("proportional", "memory, shared pages shared out")):
            peer = figure([getattr(beside, key)]) if beside else NOT_MEASURED
            yield Row(f"{key}.{name}", f"{what}, {name}", "MB", figure([getattr(mine, key)]), peer)


def members(group: int) -> Iterator[int]:
    """The processes of a process group."""
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            try:
                belongs = int(_stat(int(folder.name))[GROUP]) == group
            except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
                continue
            if belongs:
                yield int(folder.name)


def _stat(pid: int) -> list[str]:
    # The name, in brackets, may hold blanks and brackets of its own.
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def _rollup(pid: int) -> dict[str, int]:
    lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
    sizes = (line.split() for line in lines)
    return {name.rstrip(":"): int(kibibytes) * 1024 for name, kibibytes, *_ in sizes}
