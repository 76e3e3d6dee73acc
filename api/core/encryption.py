"""Encryption at rest: AES-256-GCM, bound to the place where a value stands, so that it opens nowhere else.

A kept value reads `v2.<mark of its key>.<nonce and ciphertext, base64>`. What older versions wrote (Fernet) is still read, until
`make rotate-key` writes it anew; why it is so: docs/decisions/0019-personal-data-at-rest.md.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.core.errors import UnavailableError
from api.core.security import derived, key_mark
from api.core.settings import settings

VERSION = "v2"
SEPARATOR = "."
KEY_BYTES = 32
# NIST SP 800-38D: 96 bits, random, far below 2^32 values a key.
NONCE_BYTES = 12


class NotOpenedError(UnavailableError):
    """No known key opens the value where it stands: another key's, tampered with, or moved from another place."""

    def __init__(self) -> None:
        super().__init__("record_not_opened")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an encrypted value stands: its table, column and row (the primary key, as text)."""

    table: str
    column: str
    row: str

    def bound(self, mark: str) -> bytes:
        """What the ciphertext is tied to, beside its key."""
        return json.dumps([VERSION, mark, self.table, self.column, self.row]).encode()


def encrypt(text: str, place: Place) -> str:
    """The text encrypted under today's key; only this place opens it."""
    key = settings().encryption_keys[0]
    mark, nonce = key_mark(key), secrets.token_bytes(NONCE_BYTES)
    sealed = _cipher(key).encrypt(nonce, text.encode(), place.bound(mark))
    return SEPARATOR.join((VERSION, mark, base64.urlsafe_b64encode(nonce + sealed).decode()))


def decrypt(sealed: str, place: Place) -> str:
    """The text as it was before `encrypt`. Raises NotOpenedError."""
    for key in settings().encryption_keys:
        text = _opened(sealed, place, key)
        if text is not None:
            return text
    raise NotOpenedError


def key_that_reads(sealed: str, place: Place) -> str | None:
    """The one of the known keys under which this was encrypted; None when it is none of them."""
    return next((key for key in settings().encryption_keys if _opened(sealed, place, key) is not None), None)


def _opened(sealed: str, place: Place, key: str) -> str | None:
    """The text, when this is the key."""
    version, _, rest = sealed.partition(SEPARATOR)
    if version != VERSION:
        return _opened_of_before(sealed, key)
    mark, _, body = rest.partition(SEPARATOR)
    if mark != key_mark(key):
        return None
    try:
        whole = base64.urlsafe_b64decode(body)
        return _cipher(key).decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], place.bound(mark)).decode()
    except (InvalidTag, binascii.Error, ValueError):
        return None


def _opened_of_before(sealed: str, key: str) -> str | None:
    """What versions before AES-GCM wrote: it is tied to no place."""
    try:
        return Fernet(base64.urlsafe_b64encode(derived("encryption", key))).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


@cache
def _cipher(key: str) -> AESGCM:
    """A key of its own for this purpose: the one of the settings also keys the fingerprints."""
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt=None, info=b"encryption at rest, AES-256-GCM").derive(key.encode()))
