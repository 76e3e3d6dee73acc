"""torch is installed apart and always as the CPU build: the ordinary one brings several gigabytes of CUDA packages."""

from __future__ import annotations

import re
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from pathlib import Path

from operations.commands import capture, known_cause
from operations.console import FULL_DISK, announce
from operations.environment import ROOT
from operations.errors import OperationError

REQUIREMENTS = ROOT / "requirements" / "torch.txt"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
PROBE_SECONDS = 8
PIP_INSTALL = ("-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps")
PIP_WHEEL = ("-m", "pip", "wheel", "-q", "--disable-pip-version-check", "--no-deps")
CUDA = re.compile(r"^(nvidia|cuda|triton|pytorch[-_]triton)", re.IGNORECASE)


def install_torch(python: Path, environ: Mapping[str, str]) -> None:
    """Installs the CPU build from pip's configured find-links, else from TORCH_INDEX; OperationError where neither has it."""
    _have_pip([str(python), *PIP_INSTALL, "-r", str(REQUIREMENTS)], environ)


def fetch_torch(python: Path, environ: Mapping[str, str], folder: Path) -> None:
    """Puts the wheel of the CPU build into a folder, from where `install_torch` would take it."""
    _have_pip([str(python), *PIP_WHEEL, "--wheel-dir", str(folder), "-r", str(REQUIREMENTS)], environ)


def _have_pip(command: list[str], environ: Mapping[str, str]) -> None:
    if _succeeds([*command, "--no-index"], environ):
        return
    index = environ.get("TORCH_INDEX", CPU_INDEX)
    if answers(index):
        announce(f"fetching torch from {index}")
        if _succeeds([*command, "--index-url", index], environ):
            return
    raise OperationError(
        f"The CPU build of torch is neither in pip's find-links nor at {index}: name an index that has it with TORCH_INDEX=…"
    )


def _succeeds(command: list[str], environ: Mapping[str, str]) -> bool:
    code, output = capture(command, environ)
    if code != 0 and known_cause(output) == FULL_DISK:
        raise OperationError(FULL_DISK)
    return code == 0


def answers(index: str) -> bool:
    """Whether an index answers within seconds; a folder always does."""
    if not index.startswith(("http://", "https://")):
        return True
    try:
        urllib.request.urlopen(f"{index.rstrip('/')}/torch/", timeout=PROBE_SECONDS).close()
    except urllib.error.HTTPError:
        return True
    except urllib.error.URLError as error:
        # pip has certificates of its own: a doubt about them is for pip to settle.
        return isinstance(error.reason, ssl.SSLError)
    except OSError:
        return False
    return True


def refuse_cuda(names: Iterable[str]) -> None:
    """Raises OperationError when a package is part of CUDA."""
    found = sorted(name for name in names if CUDA.match(name))
    if found:
        raise OperationError(f"The set-up stops, CUDA packages would be in it: {', '.join(found)}; only CPU builds are wanted.")


def required_names(requirements: Path) -> list[str]:
    """The package names a requirements file asks for."""
    lines = (line.strip() for line in requirements.read_text("utf-8").splitlines())
    return [re.split(r"[=<>!~;\[ ]", line, maxsplit=1)[0] for line in lines if line and not line.startswith("#")]


def installed_names(environment: Path) -> list[str]:
    """The package names installed in a virtual environment."""
    return [folder.name.partition("-")[0] for folder in environment.glob("lib/python*/site-packages/*.dist-info")]
