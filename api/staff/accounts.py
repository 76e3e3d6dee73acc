"""Staff accounts: who may have one, and what somebody is here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.audit import record
from api.core.clock import now
from api.core.errors import ConflictError, InvalidInputError
from api.models import StaffAccount
from api.staff.passwords import NONE, check_password, hash_of
from api.staff.roles import Role
from api.wording import words
from knowledge.catalogue import load_catalogue

PLACE = re.compile(r"\d{6}|\d{9}|\d{12}", re.ASCII)
NAME = re.compile(r"[\w.-]{2,32}")
# Nothing that could end a header or name a second address; whether somebody reads it, only a letter tells (RFC 5321 4.5.3.1).
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST_EMAIL = 254
COMMAND = "command_line"


@dataclass(frozen=True)
class Position:
    """What somebody is here: the role, and where and for which department; None for everywhere, and for any."""

    role: Role
    place: str | None = None
    department: str | None = None


def create_account(
    session: Session, name: str, password: str, position: Position, by: str = COMMAND, email: str | None = None
) -> StaffAccount:
    """A new account; who is given one by somebody else replaces the password at the first sign-in. email: where reminders go.

    Raises ConflictError for a name in use, InvalidInputError for what is unfit.
    """
    _check_new(session, name, password)
    check_position(position)
    account = StaffAccount(
        name=name,
        password_hash=hash_of(password),
        role=position.role,
        place=position.place,
        department=position.department,
        email=checked_email(email),
        active=True,
        must_change_password=by != COMMAND,
        created_at=now(),
    )
    session.add(account)
    record(session, by, "account_created", name)
    record(session, by, f"role_given_{position.role}", name)
    session.flush()
    return account


def _check_new(session: Session, name: str, password: str) -> None:
    if not NAME.fullmatch(name):
        raise InvalidInputError("name_unfit")
    if session.get(StaffAccount, name) is not None:
        raise ConflictError("name_taken", name=name)
    check_password(password)


def check_position(position: Position) -> None:
    """Refuses a place that is no code and a department no policy names. Raises InvalidInputError."""
    if position.place is not None and not PLACE.fullmatch(position.place):
        raise InvalidInputError("place_unknown", field="place", place=position.place)
    if position.department is not None and position.department not in departments():
        known = words("staff")["between"].join(departments())
        raise InvalidInputError("department_unknown", field="department", department=position.department, departments=known)


def checked_email(email: str | None) -> str | None:
    """An address as it is kept; None for none. Raises InvalidInputError for what can be no address."""
    written = (email or "").strip()
    if written and (len(written) > LONGEST_EMAIL or not EMAIL.fullmatch(written)):
        raise InvalidInputError("email_wrong", field="email")
    return written or None


def departments() -> list[str]:
    """The departments that policies name."""
    return sorted({policy.department for policy in load_catalogue().policies.values()})


def stored_hash(session: Session, name: str) -> str:
    """The hash to check a password against; for a name that may not sign in, one that no password fits."""
    account = session.get(StaffAccount, name)
    return account.password_hash if account is not None and account.active else NONE
