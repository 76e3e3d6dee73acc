"""A folder that came as a bundle carries its own wheels: they are checked, and pip looks nowhere else. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from operations.archive import digest
from operations.environment import ROOT
from operations.errors import OperationError

WHEELS = "wheels"
# One line a file, as `sha256sum` writes and checks it.
SUMS = "SHA256SUMS"


def with_bundled_wheels(environ: Mapping[str, str], root: Path = ROOT) -> dict[str, str]:
    """The environment for pip: only the wheels of the bundle where there are any."""
    wheels = root / WHEELS
    return {**environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels.as_uri()} if wheels.is_dir() else dict(environ)


def require_whole_wheels(root: Path = ROOT) -> None:
    """Raises OperationError naming the first wheel of the bundle that is missing or damaged; nothing where there is no bundle."""
    if not (root / WHEELS).is_dir():
        return
    for name, expected in read_sums(root).items():
        if name.startswith(f"{WHEELS}/") and digest_of(root / name) != expected:
            raise OperationError(f"{name} is damaged or missing: unpack the bundle again, from a copy whose sum is right.")


def read_sums(root: Path) -> dict[str, str]:
    """The sum of every file that the bundle brought, by its path."""
    if not (root / SUMS).is_file():
        raise OperationError(f"The bundle has no {SUMS}: unpack it again.")
    pairs = (line.split(maxsplit=1) for line in (root / SUMS).read_text("utf-8").splitlines())
    return {name.strip(): expected for expected, name in pairs}


def digest_of(file: Path) -> str | None:
    """The SHA-256 of a file; None when there is none."""
    return digest(file) if file.is_file() else None
