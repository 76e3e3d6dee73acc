"""A backup's file: its parts with their sums and a manifest, in one compressed archive that only its owner reads."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Any

from operations.errors import OperationError

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 100_000


@dataclass(frozen=True)
class Manifest:
    """What a backup is of. `key_mark` recognises the encryption key and does not tell it; `sums` are SHA-256 by part."""

    made_at: str
    version: str
    database: str
    schema_revision: str
    catalogue_version: str
    key_mark: str
    sums: Mapping[str, str]
    format: int = FORMAT


def digest(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def pack(target: Path, manifest: Manifest, folder: Path) -> None:
    """Writes the archive from the parts in a folder."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2, ensure_ascii=False), "utf-8")
    with tarfile.open(target, "w:gz", compresslevel=6) as archive:
        for name in (MANIFEST, *manifest.sums):
            archive.add(folder / name, arcname=name)


def read_manifest(archive_file: Path) -> Manifest:
    """What a backup says of itself; OperationError when it is none or is damaged."""
    with _opened(archive_file) as archive:
        member = archive.next()
        if member is None or member.name != MANIFEST or member.size > LARGEST_MANIFEST:
            raise OperationError(f"{archive_file} is not a backup of this service.")
        content = archive.extractfile(member)
        said = json.loads(content.read()) if content else None
    return _manifest(said, archive_file)


def unpack(archive_file: Path, manifest: Manifest, folder: Path) -> None:
    """Puts the parts into a folder and compares their sums; OperationError when anything differs."""
    with _opened(archive_file) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is None or (member.name != MANIFEST and member.name not in manifest.sums):
                raise OperationError(f"{archive_file} is damaged: it holds {member.name!r}, which its manifest does not name.")
            with (folder / member.name).open("wb") as part:
                shutil.copyfileobj(content, part)
        _read_to_the_end(archive)
    for name, expected in manifest.sums.items():
        if not (folder / name).is_file() or digest(folder / name) != expected:
            raise OperationError(f"{archive_file} is damaged: {name} is not what was backed up.")


@contextmanager
def _opened(archive_file: Path) -> Iterator[tarfile.TarFile]:
    if not archive_file.is_file():
        raise OperationError(f"There is no file {archive_file}.")
    try:
        with tarfile.open(archive_file, "r:gz") as archive:
            yield archive
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, ValueError) as problem:
        raise OperationError(f"{archive_file} is damaged or no backup ({problem}).") from problem


def _read_to_the_end(archive: tarfile.TarFile) -> None:
    """The check sum over all of it, the manifest too, stands at the very end."""
    assert archive.fileobj is not None
    while archive.fileobj.read(1_000_000):
        pass


def _manifest(said: Any, archive_file: Path) -> Manifest:
    try:
        manifest = Manifest(**said)
    except TypeError as problem:
        raise OperationError(f"{archive_file} is not a backup of this service.") from problem
    if manifest.format != FORMAT:
        raise OperationError(f"{archive_file} was made by a newer version: install that version to restore it.")
    if any(PurePath(name).name != name for name in manifest.sums):
        raise OperationError(f"{archive_file} is not a backup of this service.")
    return manifest
