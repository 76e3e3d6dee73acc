"""Guessing a password locks the account for a while, from wherever it is tried; time or an administrator opens it again."""

from __future__ import annotations

from math import ceil

from sqlalchemy.orm import Session

from api.audit import record
from api.core.clock import now
from api.core.errors import TooManyRequestsError
from api.core.settings import settings
from api.models import StaffAccount

# Nobody knows who tried; and what was typed for a name may have been a password.
VISITOR, UNNAMED = "visitor", "unknown"


def refuse_locked(session: Session, name: str) -> None:
    """Refuses who tries a locked account, without saying whether the password was right. Raises TooManyRequestsError."""
    account = session.get(StaffAccount, name)
    until = account.locked_until if account is not None else None
    if until is not None and until > now():
        left = ceil((until - now()).total_seconds())
        raise TooManyRequestsError("sign_in_too_often", retry_after=left)


def is_locked(account: StaffAccount) -> bool:
    """Whether nobody can sign in with this account now."""
    return account.locked_until is not None and account.locked_until > now()


def note_failure(session: Session, name: str) -> None:
    """Counts a wrong password; too many in a row lock the account."""
    account = session.get(StaffAccount, name, with_for_update=True)
    record(session, VISITOR, "sign_in_failed", name if account is not None else UNNAMED)
    if account is None:
        return
    account.failed_times += 1
    if account.failed_times >= settings().sign_in_failures:
        forgive(account)
        account.locked_until = now() + settings().sign_in_lock
        record(session, VISITOR, "account_locked", name)


def forgive(account: StaffAccount) -> None:
    """Forgets the wrong passwords and opens the account."""
    account.failed_times, account.locked_until = 0, None
