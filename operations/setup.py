"""Makes the two virtual environments from the pinned requirement files. Standard library only: it runs before anything else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from operations.bundled import require_whole_wheels, with_bundled_wheels
from operations.commands import run
from operations.console import announce, as_program
from operations.environment import BOT_PYTHON, MAIN_PYTHON, ROOT, STAMPS, full_environment
from operations.errors import OperationError
from operations.interpreters import fetch_python, find_python
from operations.stamps import Stamp, alone, fingerprint
from operations.system_packages import missing_for_setup, provide
from operations.torch_build import PIP_INSTALL, install_torch, installed_names, refuse_cuda, required_names
from operations.torch_build import REQUIREMENTS as TORCH

Environ = Mapping[str, str]


@dataclass(frozen=True)
class VirtualEnvironment:
    """One of the two environments: where it stands, which Python makes it, which files say what is in it."""

    name: str
    version: str
    python: Path
    requirements: Path
    with_torch: bool
    interpreter: Callable[[Environ], Path]

    @property
    def folder(self) -> Path:
        """The environment's folder."""
        return self.python.parent.parent

    @property
    def files(self) -> list[Path]:
        """The requirement files, in the order they are installed."""
        return [TORCH, self.requirements] if self.with_torch else [self.requirements]


def this_python(_: Environ) -> Path:
    """The Python that runs this: the Makefile calls a 3.11."""
    if sys.version_info[:2] != (3, 11):
        raise OperationError(f"Python 3.11 is needed, this is {sys.version.split()[0]}: run `make PYTHON=/path/to/python3.11 …`.")
    return Path(sys.executable)


def bot_python(environ: Environ) -> Path:
    """A Python 3.10, found or fetched: the last one that Rasa Open Source runs on."""
    return find_python("3.10", environ) or fetch_python("3.10", environ)


ENVIRONMENTS = (
    VirtualEnvironment("main", "3.11", MAIN_PYTHON, ROOT / "requirements" / "main.txt", True, this_python),
    VirtualEnvironment("bot", "3.10", BOT_PYTHON, ROOT / "requirements" / "bot.txt", False, bot_python),
)


def provide_environment(environment: VirtualEnvironment, environ: Environ, stamps: Path = STAMPS) -> None:
    """Makes or completes one environment; does nothing when it was finished from the same files."""
    stamp = Stamp(stamps / f"{environment.name}-environment")
    inputs = fingerprint(environment.files, environment.version)
    usable = works(environment)
    if usable and stamp.shows(inputs):
        return
    refuse_cuda(name for file in environment.files for name in required_names(file) if file != TORCH)
    if not usable or not stamp.finished:
        create(environment, environ)
    stamp.remove()
    install(environment, environ)
    refuse_cuda(installed_names(environment.folder))
    stamp.write(inputs)


def works(environment: VirtualEnvironment) -> bool:
    """Whether the environment's Python runs and is of the right version; a moved or half-made environment is not."""
    question = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([environment.python, "-c", question], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.strip() == environment.version


def create(environment: VirtualEnvironment, environ: Environ) -> None:
    """Makes the empty environment, in place of what is left of an unfinished one."""
    interpreter = environment.interpreter(environ)
    announce(f"making {environment.folder.name} (Python {environment.version})")
    command: list[str | Path] = [interpreter, "-m", "venv", "--clear", environment.folder]
    run(command, environ, f"The virtual environment {environment.folder} could not be made.")


def install(environment: VirtualEnvironment, environ: Environ) -> None:
    """Installs the pinned packages, without asking pip for what they need: the file is complete."""
    require_whole_wheels()
    if environment.with_torch:
        announce(f"installing torch, CPU build, into {environment.folder.name}")
        install_torch(environment.python, environ)
    announce(f"installing {len(required_names(environment.requirements))} packages into {environment.folder.name}")
    command = [str(environment.python), *PIP_INSTALL, "--no-input", "--retries", "2"]
    run([*command, "-r", str(environment.requirements)], environ, "The packages could not be installed; pip says why above.")


def main() -> int:
    """Brings both environments up to date."""
    environ = with_bundled_wheels(full_environment())
    with alone(STAMPS / "setup.lock"):
        provide(missing_for_setup())
        for environment in ENVIRONMENTS:
            provide_environment(environment, environ)
    return 0


if __name__ == "__main__":
    sys.exit(as_program(main))
