"""Folders that are whole or not there: sealed when written, swapped in by one rename, checked byte by byte before use."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from retrieval.errors import IndexUnusableError

POINTER_FILE = "current"
MANIFEST_FILE = "manifest.json"
LOCK_FILE = ".lock"
UNFINISHED = ".unfinished-"
Model = TypeVar("Model", bound=BaseModel)
# Differs from one swap to the next.
Served = tuple[int, int]


class Seal(BaseModel):
    """Size in bytes and checksum of one file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int
    sha256: str


class Pointer(BaseModel):
    """Which build is served, and the checksum of its manifest, so that every byte below hangs on this one file.

    former: the build that was served before, which can be served again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    build: str
    manifest: str
    former: Pointer | None = None


def seal(folder: Path) -> dict[str, Seal]:
    """The seals of all files of a folder, by their path in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _seal_of(path.read_bytes()) for path in files}


def write_build(
    folder: Path, build: str, write: Callable[[Path], None], manifest: Callable[[Mapping[str, Seal]], BaseModel]
) -> Path:
    """Write a build beside the others and point to it last; a crash at any moment leaves the former one served."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / build
    with only_writer(folder):
        unfinished = Path(tempfile.mkdtemp(dir=folder, prefix=UNFINISHED))
        write(unfinished)
        content = manifest(seal(unfinished)).model_dump_json(indent=2).encode()
        (unfinished / MANIFEST_FILE).write_bytes(content)
        _flush(unfinished)
        _move_aside(target)
        os.replace(unfinished, target)
        former = _before(folder, build)
        point_to(folder, Pointer(build=build, manifest=hashlib.sha256(content).hexdigest(), former=former))
        # The former build stays: for going back, and for a process that has just read the old pointer and still opens it.
        _remove_builds(folder, keep={build, former.build if former else None})
    return target


def roll_back(folder: Path, check: Callable[[Pointer], object]) -> Pointer:
    """Serve the former build again, in one step, and give its pointer; the build that was served becomes the former one.

    check: raises when a build cannot be served. Raises IndexUnusableError when there is none to go back to.
    """
    with only_writer(folder):
        served = read_pointer(folder)
        if served.former is None:
            raise IndexUnusableError("missing", f"there is no former index in {folder} to go back to")
        former = served.former.model_copy(update={"former": served.model_copy(update={"former": None})})
        check(former)
        point_to(folder, former)
    return former


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Waits until nobody else writes into the folder, and removes what a killed writer left unfinished."""
    with (folder / LOCK_FILE).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Whoever holds the lock is alone: what is unfinished was left by a build that was killed.
        _remove_unfinished(folder)
        try:
            yield
        finally:
            _remove_unfinished(folder)


def _before(folder: Path, build: str) -> Pointer | None:
    """What to go back to from a build: what is served now, or, when that is this very build, what was served before it."""
    try:
        served = read_pointer(folder)
    except IndexUnusableError:
        return None
    return served.former if served.build == build else served.model_copy(update={"former": None})


def _remove_builds(folder: Path, keep: set[str | None]) -> None:
    for manifest in folder.glob(f"*/{MANIFEST_FILE}"):
        if manifest.parent.name not in keep:
            shutil.rmtree(manifest.parent)


def _remove_unfinished(folder: Path) -> None:
    for leftover in folder.glob(f"{UNFINISHED}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def point_to(folder: Path, pointer: Pointer) -> None:
    """Swap the served build in one step."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=UNFINISHED)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(pointer.model_dump_json())
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, folder / POINTER_FILE)


def read_pointer(folder: Path) -> Pointer:
    """The served build. Raises IndexUnusableError."""
    try:
        content = (folder / POINTER_FILE).read_bytes()
    except FileNotFoundError as error:
        raise IndexUnusableError("missing", f"there is no index in {folder}; build it with `make index`") from error
    except OSError as error:
        raise IndexUnusableError("pointer", f"{folder / POINTER_FILE} cannot be read: {error.strerror}") from error
    pointer = _parse(Pointer, content, "pointer", folder / POINTER_FILE)
    builds = [pointer.build, *([pointer.former.build] if pointer.former else [])]
    if any(Path(build).name != build or build.startswith(".") for build in builds):
        raise IndexUnusableError("pointer", f"{folder / POINTER_FILE} points outside its folder")
    return pointer


def served(folder: Path) -> Served | None:
    """What tells, in microseconds, whether another build was swapped in; None while there is none."""
    try:
        pointer = (folder / POINTER_FILE).stat()
    except OSError:
        return None
    return pointer.st_ino, pointer.st_mtime_ns


def read_manifest(folder: Path, pointer: Pointer, model: type[Model]) -> Model:
    """The manifest of the served build, as sealed by the pointer. Raises IndexUnusableError."""
    file = folder / pointer.build / MANIFEST_FILE
    content = _bytes_of(file)
    if hashlib.sha256(content).hexdigest() != pointer.manifest:
        raise IndexUnusableError("manifest", f"{file} is not the manifest this index was written with")
    return _parse(model, content, "manifest", file)


def verified_files(build: Path, seals: Mapping[str, Seal]) -> dict[str, bytes]:
    """The bytes of every sealed file, each of the size and checksum it was written with. Raises IndexUnusableError."""
    contents = {}
    for name, expected in seals.items():
        content = _bytes_of(build / name)
        if len(content) != expected.size:
            raise IndexUnusableError("truncated", f"{build / name} has {len(content)} bytes instead of {expected.size}")
        if _seal_of(content) != expected:
            raise IndexUnusableError("checksum", f"{build / name} is damaged or belongs to another index")
        contents[name] = content
    return contents


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise IndexUnusableError("truncated", f"{file} cannot be read: {error.strerror}") from error


def _parse(model: type[Model], content: bytes, key: str, file: Path) -> Model:
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise IndexUnusableError(key, f"{file} is damaged or of another version: {error.errors()[0]['msg']}") from error


def _seal_of(content: bytes) -> Seal:
    return Seal(size=len(content), sha256=hashlib.sha256(content).hexdigest())


def _flush(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def _move_aside(target: Path) -> None:
    # A build of this name is there only when it was found unusable; a rename is one step, deleting a tree is not.
    if target.exists():
        aside = Path(tempfile.mkdtemp(dir=target.parent, prefix=UNFINISHED))
        os.replace(target, aside / target.name)
