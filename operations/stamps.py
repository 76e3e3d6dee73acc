"""Remembers what was made from which inputs, so that nothing is made twice and nothing half-made is taken for whole."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """A hash over the names and the bytes of files (folders: all files below them) and over further words."""
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for path in paths:
        for file in _files(path):
            digest.update(str(file.relative_to(path.parent)).encode() + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return [path] if path.exists() else []


class Stamp:
    """One file holding the fingerprint of the inputs its product was made from."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def shows(self, inputs: str) -> bool:
        """Whether the product was finished, from exactly these inputs."""
        return self.path.is_file() and self.path.read_text() == inputs

    @property
    def finished(self) -> bool:
        """Whether the product was finished at all, from these inputs or older ones."""
        return self.path.is_file()

    def remove(self) -> None:
        """Forgets the product: called before it is touched."""
        self.path.unlink(missing_ok=True)

    def write(self, inputs: str) -> None:
        """Says that the product is finished; called last."""
        write_atomically(self.path, inputs)


def write_atomically(path: Path, text: str) -> None:
    """Writes a file so that a reader sees the old content or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(path)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Waits until no other process holds this lock, then holds it; a process that dies lets go of it."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
