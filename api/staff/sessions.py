"""Signing in and out: an opaque cookie before a row that can be revoked at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie
from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from api.audit import record
from api.core.clock import now
from api.core.database import reading, unit_of_work
from api.core.errors import NotAllowedError, NotAuthorisedError
from api.core.security import new_token, same, token_hash
from api.core.settings import settings
from api.models import StaffAccount, StaffSession
from api.staff.accounts import stored_hash
from api.staff.lock_out import forgive, note_failure, refuse_locked
from api.staff.passwords import fits, renewed_hash
from api.staff.permissions import require_role

COOKIE = "staff"
CALLS, STAFF_CALLS = "/v1/", "/v1/staff"
FORM_TOKEN, FETCH_SITE = "x-form-token", "sec-fetch-site"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
NOTED_EVERY = timedelta(minutes=1)
_cookie = APIKeyCookie(name=COOKIE, auto_error=False)
Token = Annotated[str | None, Depends(_cookie)]


def sign_in(name: str, password: str, former: str | None = None) -> tuple[StaffAccount, str]:
    """The account and the key of a new session, returned once and stored as a digest; the session of a former key ends.

    The slow check of the password runs between two short transactions, so that nobody waits for it. Raises NotAuthorisedError;
    TooManyRequestsError while the account is locked, whatever the password.
    """
    with reading() as session:
        refuse_locked(session, name)
        hashed = stored_hash(session, name)
    if not fits(password, hashed):
        with unit_of_work() as session:
            note_failure(session, name)
        raise NotAuthorisedError("sign_in_failed")
    kept = renewed_hash(password, hashed)
    with unit_of_work() as session:
        account = session.get_one(StaffAccount, name)
        account.password_hash = kept
        forgive(account)
        end_session(session, former)
        return account, open_session(session, account)


def open_session(session: Session, account: StaffAccount) -> str:
    """The key of a new session, stored as a digest; sessions whose time is over are cleared away."""
    token, moment = new_token(), now()
    over = or_(StaffSession.expires_at <= moment, StaffSession.seen_at <= moment - settings().staff_idle)
    session.execute(delete(StaffSession).where(over))
    opened = StaffSession(token_hash=token_hash(token), name=account.name, created_at=moment, seen_at=moment)
    opened.expires_at = moment + settings().staff_session
    session.add(opened)
    record(session, account.name, "signed_in", account.name)
    return token


def end_session(session: Session, token: str | None) -> None:
    """Ends the session of that key, if there is one."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash(token or "")))


def end_sessions(session: Session, name: str, but: str | None = None) -> None:
    """Ends all sessions of a person, but the one of that key."""
    theirs = delete(StaffSession).where(StaffSession.name == name)
    session.execute(theirs.where(StaffSession.token_hash != token_hash(but)) if but else theirs)


def sign_out(session: Session, account: StaffAccount, token: str | None) -> None:
    """Ends the session of that key."""
    end_session(session, token)
    record(session, account.name, "signed_out", account.name)


def account_of(session: Session, token: str | None) -> StaffAccount | None:
    """Whose key it is; None when it is nobody's, has expired, was not used for long or the account was closed."""
    opened = _open_session(session, token)
    account = session.get_one(StaffAccount, opened.name) if opened else None
    return account if account is not None and account.active else None


def _open_session(session: Session, token: str | None) -> StaffSession | None:
    opened = session.get(StaffSession, token_hash(token)) if token else None
    if opened is None or opened.expires_at <= now() or _seen(opened) <= now() - settings().staff_idle:
        return None
    return opened


def _seen(opened: StaffSession) -> datetime:
    return opened.seen_at or opened.created_at


@contextmanager
def signed_in(token: str | None, *, new_password_due: bool = False) -> Iterator[tuple[Session, StaffAccount]]:
    """Who is signed in, in one transaction. new_password_due: also who has yet to replace a password made by another.

    Raises NotAuthorisedError; NotAllowedError for who has to choose a password first.
    """
    with unit_of_work() as session:
        account = account_of(session, token)
        if account is None:
            raise NotAuthorisedError("sign_in_required")
        if account.must_change_password and not new_password_due:
            raise NotAllowedError("password_due")
        _note_use(session, token)
        yield session, account


def _note_use(session: Session, token: str | None) -> None:
    """Writes that the session is in use, not more often than matters."""
    opened = _open_session(session, token)
    if opened is not None and _seen(opened) <= now() - NOTED_EVERY:
        opened.seen_at = now()


@contextmanager
def permitted(token: str | None, action: str) -> Iterator[tuple[Session, StaffAccount]]:
    """Who is signed in and has a role that may do this, in one transaction; whether with this very record is for
    `api.staff.permissions.require` to say. Raises NotAuthorisedError, NotAllowedError."""
    with signed_in(token) as (session, account):
        require_role(account, action)
        yield session, account


def whoever_may(token: str | None, action: str) -> StaffAccount:
    """The same for what is asked at every pause of the keys and writes nothing: waits for no turn to write, but where the use
    of the session has to be noted again. Raises NotAuthorisedError, NotAllowedError."""
    with reading() as session:
        opened, account = _open_session(session, token), account_of(session, token)
    if opened is None or account is None or account.must_change_password or _seen(opened) <= now() - NOTED_EVERY:
        with permitted(token, action) as (_, account):
            return account
    require_role(account, action)
    return account


async def refuse_foreign_origin(request: Request) -> None:
    """Refuses changes that a page of another site asks for in the name of whoever is signed in. Raises NotAllowedError.

    Stands before every route: it concerns the sign-in and whatever comes with the cookie of the staff.
    """
    key = request.cookies.get(COOKIE)
    concerned = key is not None or request.url.path.startswith(STAFF_CALLS)
    if concerned and request.method not in READING and not _is_ours(request, key):
        raise NotAllowedError("origin_foreign")


def form_token(key: str) -> str:
    """What a page that was given to this session sends along, since no other site's page can know it."""
    return token_hash(f"form:{key}")


def _is_ours(request: Request, key: str | None) -> bool:
    """Whether the page that asks is one of this host; where none is named, whether it knows the token, or no page asks at all."""
    page = request.headers.get("origin", request.headers.get("referer"))
    if page is not None:
        return _host_of(page) == request.headers.get("host", "").lower()
    if key is not None and FORM_TOKEN in request.headers:
        return same(request.headers[FORM_TOKEN], form_token(key))
    # Programs name no page and send no forms; a browser says at least where a request comes from.
    return request.url.path.startswith(CALLS) and FETCH_SITE not in request.headers


def _host_of(origin: str) -> str | None:
    """The host an origin names; None when it is no address at all."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None
