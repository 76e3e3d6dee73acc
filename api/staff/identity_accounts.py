"""The account of somebody an identity service has signed in: found by who they are there, never by a name alone."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.audit import record
from api.core.clock import now
from api.core.errors import NotAllowedError
from api.models import StaffAccount
from api.staff.accounts import NAME
from api.staff.identity_claims import Somebody
from api.staff.passwords import NONE

# Who sets role and place of these accounts.
IDENTITY_SERVICE = "identity_service"
LONGEST_BEFORE_DIGITS, DIGITS = 24, 6


def account_of_somebody(session: Session, person: Somebody) -> StaffAccount:
    """Their account, made at the first sign-in and kept as the identity service says. Raises NotAllowedError when closed."""
    account = session.scalars(select(StaffAccount).where(StaffAccount.identity == person.identity)).one_or_none()
    if account is None:
        account = StaffAccount(name=_free_name(session, person), password_hash=NONE, role="", created_at=now(), active=True)
        account.identity = person.identity
        session.add(account)
        record(session, IDENTITY_SERVICE, "account_created", account.name)
    if not account.active:
        raise NotAllowedError("identity_closed")
    _follow(session, account, person)
    session.flush()
    return account


def _follow(session: Session, account: StaffAccount, person: Somebody) -> None:
    """Takes over role, place and department, and records what has changed."""
    position = person.position
    if account.role != position.role:
        record(session, IDENTITY_SERVICE, f"role_given_{position.role}", account.name)
    if (account.place, account.department) != (position.place, position.department):
        record(session, IDENTITY_SERVICE, "account_moved", account.name)
    account.role, account.place, account.department = position.role, position.place, position.department


def _free_name(session: Session, person: Somebody) -> str:
    """The name they have there; with digits of their own where it is unfit here or somebody else's."""
    if NAME.fullmatch(person.name) and session.get(StaffAccount, person.name) is None:
        return person.name
    shown = person.name[:LONGEST_BEFORE_DIGITS] if NAME.fullmatch(person.name) else "id"
    return f"{shown}-{person.identity[:DIGITS]}"
