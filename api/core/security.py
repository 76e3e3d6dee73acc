"""Tokens, keyed fingerprints and the marks of keys. Nothing here ever prints what it protects."""

from __future__ import annotations

import hashlib
import hmac
import secrets

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
    return any([same(found, stored) for found in fingerprints(text)])


def fingerprints(text: str) -> list[str]:
    """The fingerprint under every known key, today's first: by these a number is found also while keys change."""
    return [_fingerprint(key, text) for key in settings().encryption_keys]


def key_mark(key: str) -> str:
    """By what a key is recognised again: the key cannot be had from it."""
    return derived("mark", key).hex()[:MARK_DIGITS]


def derived(purpose: str, key: str) -> bytes:
    """A key for one purpose, from which neither the key nor that of another purpose can be had."""
    return hashlib.sha256(f"{purpose}:{key}".encode()).digest()


def _fingerprint(key: str, text: str) -> str:
    return hmac.new(derived("fingerprint", key), text.encode(), hashlib.sha256).hexdigest()
