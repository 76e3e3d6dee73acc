"""Staff accounts and their passwords, kept as Argon2id hashes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from api.audit import record
from api.core.clock import now
from api.core.errors import ConflictError, InvalidInputError
from api.core.security import new_token
from api.models import StaffAccount
from api.staff.roles import Role
from api.wording import words
from knowledge.catalogue import load_catalogue

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
PLACE = re.compile(r"\d{6}|\d{9}|\d{12}", re.ASCII)
NAME = re.compile(r"[\w.-]{2,32}")
COMMAND = "command_line"
_hasher = PasswordHasher()


@dataclass(frozen=True)
class Position:
    """What somebody is here: the role, and where and for which department; None for everywhere, and for any."""

    role: Role
    place: str | None = None
    department: str | None = None


def create_account(session: Session, name: str, password: str, position: Position) -> StaffAccount:
    """A new account. Raises ConflictError for a name in use, InvalidInputError for what is unfit."""
    _check_new(session, name, password)
    check_position(position)
    account = StaffAccount(
        name=name,
        password_hash=_hasher.hash(password),
        role=position.role,
        place=position.place,
        department=position.department,
        active=True,
        created_at=now(),
    )
    session.add(account)
    record(session, COMMAND, "account_created", name)
    session.flush()
    return account


def _check_new(session: Session, name: str, password: str) -> None:
    if not NAME.fullmatch(name):
        raise InvalidInputError("name_unfit")
    if session.get(StaffAccount, name) is not None:
        raise ConflictError("name_taken", name=name)
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInputError("password_short", least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise InvalidInputError("password_long", most=LONGEST_PASSWORD)


def check_position(position: Position) -> None:
    """Refuses a place that is no code and a department no policy names. Raises InvalidInputError."""
    if position.place is not None and not PLACE.fullmatch(position.place):
        raise InvalidInputError("place_unknown", field="place", place=position.place)
    if position.department is not None and position.department not in departments():
        known = words("staff")["between"].join(departments())
        raise InvalidInputError("department_unknown", field="department", department=position.department, departments=known)


def departments() -> list[str]:
    """The departments that policies name."""
    return sorted({policy.department for policy in load_catalogue().policies.values()})


def stored_hash(session: Session, name: str) -> str:
    """The hash to check a password against; for a name that may not sign in, one that no password fits."""
    account = session.get(StaffAccount, name)
    decoy = _decoy()
    return account.password_hash if account is not None and account.active else decoy


def fits(password: str, hashed: str) -> bool:
    """Whether the password belongs to the hash. Takes the same time for a known and an unknown name."""
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def renewed_hash(password: str, hashed: str) -> str:
    """The hash to keep from now on: a new one when the parameters have changed since."""
    return _hasher.hash(password) if _hasher.check_needs_rehash(hashed) else hashed


@cache
def _decoy() -> str:
    return _hasher.hash(new_token())
