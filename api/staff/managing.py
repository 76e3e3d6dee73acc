"""What administrators do with accounts, and what everybody does with their own password. Every act is recorded."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.audit import record
from api.core.errors import ConflictError, InvalidInputError, NotFoundError
from api.models import StaffAccount
from api.staff.accounts import Position, check_position, checked_email, create_account
from api.staff.lock_out import forgive
from api.staff.passwords import check_password, hash_of, temporary_password
from api.staff.sessions import end_sessions

ADMINISTRATOR = "administrator"


def accounts(session: Session) -> list[StaffAccount]:
    """All accounts: those in use first, each by name."""
    return list(session.scalars(select(StaffAccount).order_by(StaffAccount.active.desc(), StaffAccount.name)))


def invite(session: Session, by: str, name: str, position: Position, email: str | None = None) -> str:
    """Makes an account and gives the password for the first sign-in, kept nowhere. Raises what `create_account` raises."""
    password = temporary_password()
    create_account(session, name, password, position, by, email)
    return password


def change_position(session: Session, by: str, name: str, position: Position) -> None:
    """Changes role, place and department, from the next request on.

    Raises NotFoundError, InvalidInputError; ConflictError where nobody would be left to manage accounts.
    """
    account = _account(session, name)
    check_position(position)
    if position.role != ADMINISTRATOR:
        _keep_an_administrator(session, account)
    if account.role != position.role:
        record(session, by, f"role_given_{position.role}", name)
    if (account.place, account.department) != (position.place, position.department):
        record(session, by, "account_moved", name)
    account.role, account.place, account.department = position.role, position.place, position.department


def change_email(session: Session, by: str, name: str, email: str | None) -> None:
    """Changes where reminders go; None for nowhere. Raises NotFoundError, InvalidInputError."""
    account, kept = _account(session, name), checked_email(email)
    if account.email != kept:
        record(session, by, "account_email_changed", name)
    account.email = kept


def set_active(session: Session, by: str, name: str, *, active: bool) -> None:
    """Closes an account, which ends its sessions at once, or opens it again. Raises NotFoundError, ConflictError."""
    account = _account(session, name)
    if not active:
        _keep_an_administrator(session, account)
        end_sessions(session, name)
    account.active = active
    record(session, by, "account_opened" if active else "account_closed", name)


def reset_password(session: Session, by: str, name: str) -> str:
    """A new password for the next sign-in, kept nowhere and to be replaced there; all sessions end. Raises NotFoundError."""
    account = _account(session, name)
    password = temporary_password()
    account.password_hash, account.must_change_password = hash_of(password), True
    forgive(account)
    end_sessions(session, name)
    record(session, by, "password_reset", name)
    return password


def release(session: Session, by: str, name: str) -> None:
    """Opens an account that was locked by wrong passwords. Raises NotFoundError."""
    forgive(_account(session, name))
    record(session, by, "account_released", name)


def choose_password(session: Session, account: StaffAccount, hashed: str, token: str | None) -> None:
    """Keeps the hash of a new password of one's own; all other sessions end, since the old one may be known to others."""
    account.password_hash, account.must_change_password = hashed, False
    end_sessions(session, account.name, but=token)
    record(session, account.name, "password_changed", account.name)


def check_new_password(old: str, new: str, repeated: str) -> None:
    """Refuses a new password that is unfit, the old one, or mistyped. Raises InvalidInputError."""
    if new != repeated:
        raise InvalidInputError("passwords_differ", field="repeated")
    if new == old:
        raise InvalidInputError("password_same", field="new")
    check_password(new)


def _account(session: Session, name: str) -> StaffAccount:
    account = session.get(StaffAccount, name, with_for_update=True)
    if account is None:
        raise NotFoundError("account_unknown")
    return account


def _keep_an_administrator(session: Session, account: StaffAccount) -> None:
    """Refuses to take the last one who can manage accounts. Raises ConflictError."""
    if account.role != ADMINISTRATOR or not account.active:
        return
    others = select(StaffAccount.name).where(
        StaffAccount.role == ADMINISTRATOR, StaffAccount.active, StaffAccount.name != account.name
    )
    # Locked, so that of two who are taken at once one stays.
    if not session.scalars(others.with_for_update()).all():
        raise ConflictError("last_administrator")
