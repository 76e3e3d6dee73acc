"""Passwords: what one has to be, how it is kept (Argon2id) and checked."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.core.errors import InvalidInputError
from api.core.security import new_token

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
# Twelve random bytes: 96 bits, sixteen characters to read out or copy once.
TEMPORARY_BYTES = 12
# What stands for the hash of whoever signs in elsewhere; no password fits it.
NONE = ""
_hasher = PasswordHasher()


def check_password(password: str) -> None:
    """Refuses a password too short to be safe or too long to be one. Raises InvalidInputError."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInputError("password_short", field="password", least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise InvalidInputError("password_long", field="password", most=LONGEST_PASSWORD)


def temporary_password() -> str:
    """A password nobody can guess, to be replaced at the first sign-in."""
    return secrets.token_urlsafe(TEMPORARY_BYTES)


def hash_of(password: str) -> str:
    """What is kept of a password. Slow on purpose."""
    return _hasher.hash(password)


def fits(password: str, hashed: str) -> bool:
    """Whether the password belongs to the hash. Takes the same time for a known and an unknown name."""
    try:
        return _hasher.verify(hashed or decoy(), password) and hashed != NONE
    except (VerificationError, InvalidHashError):
        return False


def renewed_hash(password: str, hashed: str) -> str:
    """The hash to keep from now on: a new one when the parameters have changed since."""
    return _hasher.hash(password) if _hasher.check_needs_rehash(hashed) else hashed


@cache
def decoy() -> str:
    """A hash that no password fits, to be checked where there is none."""
    return _hasher.hash(new_token())
