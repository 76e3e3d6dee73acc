"""The Debian packages that the tests need beside Python: a browser, a Chinese font, both database servers."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from operations.commands import run
from operations.console import announce, as_program
from operations.environment import full_environment
from operations.errors import OperationError

BROWSER = ("chromium",)
FONT = ("fontconfig", "fonts-noto-cjk")
DATABASE = ("postgresql",)
SHARED_MEMORY = ("redis-server",)
# Debian keeps PostgreSQL's programs outside PATH, in a folder per version.
DATABASE_PROGRAMS = Path("/usr/lib/postgresql")
VIRTUAL_ENVIRONMENTS = ("python3-venv",)


def missing_for_tests() -> list[str]:
    """The packages to install before the tests can run."""
    return [
        *(() if shutil.which("chromium") else BROWSER),
        *(() if has_chinese_font() else FONT),
        *(() if has_postgresql() else DATABASE),
        *(() if shutil.which("redis-server") else SHARED_MEMORY),
    ]


def missing_for_setup() -> list[str]:
    """The packages to install before a virtual environment can be made: Debian ships `venv` apart."""
    return [] if importlib.util.find_spec("ensurepip") else list(VIRTUAL_ENVIRONMENTS)


def has_chinese_font() -> bool:
    """Whether a page in Chinese shows characters, not boxes."""
    if not shutil.which("fc-list"):
        return False
    listing = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=True)
    return bool(listing.stdout.strip())


def has_postgresql() -> bool:
    """Whether a PostgreSQL server can be started, of whatever version Debian ships."""
    return any(DATABASE_PROGRAMS.glob("*/bin/postgres"))


def provide(packages: list[str]) -> None:
    """Installs Debian packages where that is allowed; else raises OperationError with the one command to run."""
    if not packages:
        return
    command = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise OperationError(f"System packages are missing, install them first: sudo {command}")
    announce(f"installing system packages: {', '.join(packages)}")
    environment = {**full_environment(), "DEBIAN_FRONTEND": "noninteractive"}
    failure = f"The system packages could not be installed; try by hand: {command}"
    run(["apt-get", "update", "-q"], environment, failure)
    run(command.split(), environment, failure)


def main() -> int:
    """Provides what the tests need."""
    provide(missing_for_tests())
    return 0


if __name__ == "__main__":
    sys.exit(as_program(main))
