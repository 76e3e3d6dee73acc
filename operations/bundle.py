"""`make bundle`: one file with all that is needed to install on a machine without a network (docs/tasks/deploy.md)."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from operations.archive import digest
from operations.backup import prepare_process, product_version
from operations.bundle_python import carry_python
from operations.bundled import SUMS, WHEELS, with_bundled_wheels
from operations.commands import run
from operations.console import announce, as_program
from operations.environment import (
    BOT_PYTHON,
    ROOT,
    Settings,
    full_environment,
    process_environment,
    read_settings,
)
from operations.errors import OperationError
from operations.interpreters import FETCHED
from operations.setup import ENVIRONMENTS
from operations.torch_build import PIP_WHEEL, fetch_torch
from operations.training import ENCODER, MODEL, MODEL_STAMP, prepare_search, train_assistant

INSTRUCTIONS = ROOT / "operations" / "deployment" / "INSTALL.md"
SCRATCH = ".bundle-"
CARRIED = "It carries Python {version}; nothing is to be done for it."
NOT_CARRIED = "It does not carry Python 3.10, which the bot needs: install one first, so that `python3.10` runs."


def make_bundle(target: Path, settings: Settings, environ: Mapping[str, str]) -> None:
    """Writes the bundle and, beside it, its sum; there is either the whole file or none. Raises OperationError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f"{SCRATCH}*"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=target.parent) as scratch:
        folder = Path(scratch) / f"jiuzhutong-{product_version()}"
        _export_repository(folder, environ)
        _take_trained(folder, settings)
        _collect_wheels(folder / WHEELS, environ)
        python = _take_python(folder)
        _write_instructions(folder, python)
        write_sums(folder)
        announce("writing the file")
        packed = Path(scratch) / target.name
        _run_or_say(["tar", "--create", "--file", packed, "--directory", scratch, "--owner=0", "--group=0", folder.name], environ)
        packed.replace(target)
    target.with_name(f"{target.name}.sha256").write_text(f"{digest(target)}  {target.name}\n", "utf-8")


def write_sums(folder: Path) -> None:
    """Notes the sum of every file in the folder, as `sha256sum` does."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    lines = [f"{digest(file)}  {file.relative_to(folder)}\n" for file in files]
    (folder / SUMS).write_text("".join(lines), "utf-8")


def _export_repository(folder: Path, environ: Mapping[str, str]) -> None:
    state = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=False)
    if state.returncode != 0:
        raise OperationError("A bundle is made from a clone of the repository, this folder is none.")
    if state.stdout.strip():
        announce("there are changes that are not committed: they are not in the bundle")
    source = folder.with_name("source.tar")
    _run_or_say(["git", "archive", "--output", source, f"--prefix={folder.name}/", "HEAD"], environ)
    _run_or_say(["tar", "--extract", "--file", source, "--directory", folder.parent], environ)
    source.unlink()


def _take_trained(folder: Path, settings: Settings) -> None:
    """The assistant's model, the encoder and the index, where the service looks for them."""
    own = folder / "var"
    for file, place in ((MODEL, folder / MODEL.relative_to(ROOT)), (MODEL_STAMP.path, own / "stamps" / MODEL_STAMP.path.name)):
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, place)
    shutil.copytree(ENCODER, own / "encoder")
    shutil.copytree(settings.data / "index", own / "index")


def _collect_wheels(wheels: Path, environ: Mapping[str, str]) -> None:
    """Every pinned package as a wheel, built here where its makers give only the source."""
    for environment in ENVIRONMENTS:
        announce(f"collecting the packages of {environment.folder.name}")
        command = [str(environment.python), *PIP_WHEEL, "--no-input", "--wheel-dir", str(wheels)]
        command += ["-r", str(environment.requirements)]
        run(command, environ, f"The packages of {environment.folder.name} could not be collected; pip says why above.")
        if environment.with_torch:
            fetch_torch(environment.python, environ, wheels)


def _take_python(folder: Path) -> str | None:
    """The version of the Python 3.10 that is carried; None when none is."""
    answer = subprocess.run(
        [BOT_PYTHON, "-c", "import platform; print(platform.python_version())"], capture_output=True, text=True
    )
    version = answer.stdout.strip()
    place = folder / FETCHED.relative_to(ROOT) / f"cpython-{version}-carried"
    carried = carry_python(BOT_PYTHON, place)
    announce(CARRIED.format(version=version) if carried else NOT_CARRIED)
    return version if carried else None


def _write_instructions(folder: Path, python: str | None) -> None:
    text = INSTRUCTIONS.read_text("utf-8").format(
        version=product_version(),
        processor=platform.machine(),
        system=platform.freedesktop_os_release()["PRETTY_NAME"],
        library=" ".join(platform.libc_ver()),
        python=CARRIED.format(version=python) if python else NOT_CARRIED,
    )
    (folder / INSTRUCTIONS.name).write_text(text, "utf-8")


def _run_or_say(command: list[str | Path], environ: Mapping[str, str]) -> None:
    run(command, environ, f"{command[0]} failed; it says why above.")


def main() -> int:
    """Makes the bundle, in the file that is named or below `var`."""
    prepare_process()
    os.umask(0o022)
    began = time.monotonic()
    environ = with_bundled_wheels(full_environment())
    settings = read_settings(environ)
    environment = process_environment(settings, environ)
    name = f"jiuzhutong-{product_version()}-{platform.machine()}.tar"
    target = Path(sys.argv[1]).absolute() if sys.argv[1:] else ROOT / "var" / "bundles" / name
    train_assistant(environment)
    prepare_search(settings, environment)
    make_bundle(target, settings, environ)
    minutes, megabytes = (time.monotonic() - began) / 60, target.stat().st_size / 1_000_000
    announce(f"{target} ({megabytes:.0f} MB, {minutes:.1f} minutes), its sum beside it")
    return 0


if __name__ == "__main__":
    sys.exit(as_program(main))
