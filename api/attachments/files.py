"""The folder of the files: each under a random name and a key of its own, so that forgetting the key forgets the file."""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.core.encryption import NotOpenedError
from api.core.settings import settings

KEY_BYTES, NONCE_BYTES = 32, 12
# An upload under way has no record yet; what has none after this time was left by a process that died.
LEFT_ALONE_SECONDS = 24 * 60 * 60


def keep(content: bytes) -> tuple[str, str]:
    """Writes a file; its random name, and its key in hex. Whole on the disk before this returns."""
    name, key, nonce = secrets.token_hex(16), secrets.token_bytes(KEY_BYTES), secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, name.encode())
    folder = _path(name).parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(_path(name))
    return name, key.hex()


def read(name: str, key: str) -> bytes:
    """The content of a file. Raises NotOpenedError when it is missing, damaged or another's."""
    try:
        sealed = _path(name).read_bytes()
        return AESGCM(bytes.fromhex(key)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode())
    except (FileNotFoundError, InvalidTag, ValueError) as problem:
        raise NotOpenedError from problem


def remove(name: str) -> None:
    """Deletes a file; one that is gone already is no error."""
    _path(name).unlink(missing_ok=True)


def names_of_old() -> set[str]:
    """The files that are old enough to have a record, if they ever get one."""
    before = time.time() - LEFT_ALONE_SECONDS
    files = settings().attachments_folder.glob("*/*")
    return {file.name for file in files if file.stat().st_mtime < before}


def _path(name: str) -> Path:
    return settings().attachments_folder / name[:2] / name
