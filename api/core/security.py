"""Tokens, encryption at rest and keyed fingerprints. Nothing here ever prints what it protects."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import cache

from cryptography.fernet import Fernet

from api.core.settings import settings


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
    return hmac.new(_key("fingerprint"), text.encode(), hashlib.sha256).hexdigest()


def encrypt(text: str) -> str:
    """The text encrypted and authenticated (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return _fernet().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """The text as it was before `encrypt`. Raises cryptography's InvalidToken when the key or text is another."""
    return _fernet().decrypt(text.encode()).decode()


def _key(purpose: str) -> bytes:
    return hashlib.sha256(f"{purpose}:{settings().encryption_key.get_secret_value()}".encode()).digest()


@cache
def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("encryption")))
