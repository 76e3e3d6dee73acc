"""Tokens, encryption at rest and keyed fingerprints. Nothing here ever prints what it protects."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from api.core.settings import settings

# 64 bits: enough to tell keys apart, and of no use to find one.
MARK_DIGITS = 16


def new_identifier() -> str:
    """An id nobody can guess, safe in an address: 22 characters, 128 bits."""
    return secrets.token_urlsafe(16)


def new_token() -> str:
    """A key for one conversation or one staff session: 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token; the token itself is never stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(given: str, expected: str) -> bool:
    """Compares in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())


def fingerprint(text: str) -> str:
    """A keyed digest by which an ID or phone number can be looked up without being readable."""
    return _fingerprint(settings().encryption_keys[0], text)


def has_fingerprint(text: str, stored: str) -> bool:
    """Whether a stored fingerprint is this text's, under today's key or one of before."""
    return any([same(_fingerprint(key, text), stored) for key in settings().encryption_keys])


def encrypt(text: str) -> str:
    """The text encrypted and authenticated (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return _fernet().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """The text as it was before `encrypt`. Raises cryptography's InvalidToken when the key or text is another."""
    return _fernet().decrypt(text.encode()).decode()


def key_that_reads(text: str) -> str | None:
    """The one of the known keys under which this was encrypted; None when it is none of them."""
    return next((key for key in settings().encryption_keys if _reads(key, text)), None)


def key_mark(key: str) -> str:
    """By what a key is recognised again: the key cannot be had from it."""
    return _derived("mark", key).hex()[:MARK_DIGITS]


def _derived(purpose: str, key: str) -> bytes:
    return hashlib.sha256(f"{purpose}:{key}".encode()).digest()


def _fingerprint(key: str, text: str) -> str:
    return hmac.new(_derived("fingerprint", key), text.encode(), hashlib.sha256).hexdigest()


def _reads(key: str, text: str) -> bool:
    try:
        _fernet_of(key).decrypt(text.encode())
    except InvalidToken:
        return False
    return True


def _fernet_of(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derived("encryption", key)))


@cache
def _fernet() -> MultiFernet:
    """Writes with today's key and reads with every known one."""
    return MultiFernet([_fernet_of(key) for key in settings().encryption_keys])
