"""Carries the Python 3.10 of this machine: no distribution that brings 3.11 brings it too, and there is no network to fetch it.

A Python finds its library by where it stands. What ties it to its place is at most the path of its shared library, written
into the program; that is replaced by one that is relative to it. Whether the copy works is tried, not hoped for.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

# Of no use to a virtual environment, or nothing but bulk.
LEFT_OUT = ("test", "site-packages", "__pycache__", "idlelib", "tkinter", "turtledemo", "config-*", "_tkinter*.so")
# These belong to the distribution: their Python is spread over the system and cannot be taken along.
SYSTEM = {Path("/usr")}
RELATIVE = b"$ORIGIN/../lib"
WHERE = "import sys, json; print(json.dumps([sys.base_prefix, sys.base_prefix + '/bin/python%d.%d' % sys.version_info[:2]]))"
# Imports what a virtual environment, pip and Rasa need, and says every file that was loaded.
TRIAL = "import bz2, ctypes, ensurepip, lzma, sqlite3, ssl, sys, venv, zlib; print(open('/proc/self/maps').read(), *sys.path)"


def carry_python(python: Path, target: Path) -> bool:
    """Copies the Python behind this one into a new folder; False, and no folder, where the copy would not work elsewhere."""
    found = subprocess.run([python, "-c", WHERE], capture_output=True, text=True, check=True)
    prefix, program = (Path(part) for part in json.loads(found.stdout))
    if prefix in SYSTEM or not program.is_file():
        return False
    _copy(prefix, program, target)
    if works_without(target / "bin" / program.name, prefix):
        return True
    shutil.rmtree(target)
    return False


def works_without(program: Path, prefix: Path) -> bool:
    """Whether this Python runs, with its library and its modules, without a file from where it was copied from."""
    try:
        trial = subprocess.run([program, "-I", "-c", TRIAL], capture_output=True, text=True, env={}, check=False)
    except OSError:
        return False
    return trial.returncode == 0 and f"{prefix}/" not in trial.stdout


def _copy(prefix: Path, program: Path, target: Path) -> None:
    library = f"lib/{program.name}"
    (target / "bin").mkdir(parents=True)
    shutil.copy2(program, target / "bin" / program.name)
    shutil.copytree(prefix / library, target / library, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
    for shared in (prefix / "lib").glob(f"lib{program.name}*.so*"):
        shutil.copy2(shared, target / "lib" / shared.name)
    _make_relative(target / "bin" / program.name, prefix)


def _make_relative(program: Path, prefix: Path) -> None:
    """Lets the program look for its shared library beside itself. The new path fills the place of the old one."""
    written = f"{prefix}/lib".encode() + b"\0"
    content = program.read_bytes()
    if content.count(b"\0" + written) == 1 and len(written) > len(RELATIVE):
        program.write_bytes(content.replace(b"\0" + written, b"\0" + RELATIVE.ljust(len(written), b"\0")))
