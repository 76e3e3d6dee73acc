"""Finds a Python of a version, or has uv fetch it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from operations.commands import capture
from operations.console import announce
from operations.environment import MAIN_PYTHON, ROOT
from operations.errors import OperationError

FETCHED = ROOT / "var" / "python"


def find_python(version: str, environ: Mapping[str, str]) -> Path | None:
    """The first Python of this version ("3.10") that really runs and can make virtual environments; None when there is none."""
    return next((path for path in _candidates(version, environ) if _works(path, version)), None)


def fetch_python(version: str, environ: Mapping[str, str]) -> Path:
    """Has uv fetch this version; raises OperationError where that cannot be done."""
    announce(f"Python {version} is not on this machine: fetching it with uv")
    environment = {**environ, "UV_PYTHON_INSTALL_DIR": str(FETCHED)}
    pip: list[str | Path] = [MAIN_PYTHON, "-m", "pip", "install", "-q", "--no-deps", "-r", ROOT / "requirements" / "uv.txt"]
    uv: list[str | Path] = [MAIN_PYTHON, "-m", "uv", "python", "install", "--no-bin", version]
    capture(pip, environment)
    capture(uv, environment)
    found = find_python(version, environment)
    if found is None:
        raise OperationError(
            f"Python {version} is needed for the bot and could not be found or fetched: install it (for example with"
            f" `pyenv install {version}`) and run the same command again."
        )
    return found


def _candidates(version: str, environ: Mapping[str, str]) -> Iterator[Path]:
    for folder in environ.get("PATH", os.defpath).split(os.pathsep):
        on_path = shutil.which(f"python{version}", path=folder)
        if on_path:
            yield Path(on_path)
    pyenv = Path(environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted((pyenv / "versions").glob(f"{version}.*/bin/python{version}"), reverse=True)
    yield from sorted(FETCHED.glob(f"cpython-{version}.*/bin/python{version}"), reverse=True)


def _works(path: Path, version: str) -> bool:
    # A pyenv shim exists for versions that are not active, and fails when it is run.
    question = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([path, "-c", question], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and answer.stdout.strip() == version
