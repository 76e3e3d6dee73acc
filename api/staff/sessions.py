"""Signing in and out: an opaque cookie before a row that can be revoked at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie
from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.audit import record
from api.core.clock import now
from api.core.database import reading, unit_of_work
from api.core.errors import NotAllowedError, NotAuthorisedError
from api.core.security import new_token, same, token_hash
from api.core.settings import settings
from api.models import StaffAccount, StaffSession
from api.staff.accounts import fits, renewed_hash, stored_hash
from api.staff.permissions import require_role

COOKIE = "staff"
CALLS, STAFF_CALLS = "/v1/", "/v1/staff"
FORM_TOKEN, FETCH_SITE = "x-form-token", "sec-fetch-site"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Nobody knows who tried; and what was typed for a name may have been a password.
VISITOR, UNNAMED = "visitor", "unknown"
_cookie = APIKeyCookie(name=COOKIE, auto_error=False)
Token = Annotated[str | None, Depends(_cookie)]


def sign_in(name: str, password: str) -> tuple[StaffAccount, str]:
    """The account and the key of a new session, returned once and stored as a digest. Raises NotAuthorisedError.

    The slow check of the password runs between two short transactions, so that nobody waits for it.
    """
    with reading() as session:
        hashed = stored_hash(session, name)
    if not fits(password, hashed):
        with unit_of_work() as session:
            record(session, VISITOR, "sign_in_failed", name if session.get(StaffAccount, name) else UNNAMED)
        raise NotAuthorisedError("sign_in_failed")
    kept = renewed_hash(password, hashed)
    with unit_of_work() as session:
        account = session.get_one(StaffAccount, name)
        account.password_hash = kept
        return account, open_session(session, account)


def open_session(session: Session, account: StaffAccount) -> str:
    """The key of a new session, stored as a digest; sessions whose time is over are cleared away."""
    token, moment = new_token(), now()
    session.execute(delete(StaffSession).where(StaffSession.expires_at <= moment))
    expires_at = moment + settings().staff_session
    session.add(StaffSession(token_hash=token_hash(token), name=account.name, created_at=moment, expires_at=expires_at))
    record(session, account.name, "signed_in", account.name)
    return token


def sign_out(session: Session, account: StaffAccount, token: str | None) -> None:
    """Ends the session of that key."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash(token or "")))
    record(session, account.name, "signed_out", account.name)


def account_of(session: Session, token: str | None) -> StaffAccount | None:
    """Whose key it is; None when it is nobody's, has expired or the account was closed."""
    signed_in = session.get(StaffSession, token_hash(token)) if token else None
    if signed_in is None or signed_in.expires_at <= now():
        return None
    account = session.get_one(StaffAccount, signed_in.name)
    return account if account.active else None


@contextmanager
def signed_in(token: str | None) -> Iterator[tuple[Session, StaffAccount]]:
    """Who is signed in, in one transaction. Raises NotAuthorisedError."""
    with unit_of_work() as session:
        account = account_of(session, token)
        if account is None:
            raise NotAuthorisedError("sign_in_required")
        yield session, account


@contextmanager
def permitted(token: str | None, action: str) -> Iterator[tuple[Session, StaffAccount]]:
    """Who is signed in and has a role that may do this, in one transaction; whether with this very record is for
    `api.staff.permissions.require` to say. Raises NotAuthorisedError, NotAllowedError."""
    with signed_in(token) as (session, account):
        require_role(account, action)
        yield session, account


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
