"""The pages about accounts: administrators manage them, everybody chooses a password of their own."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from api.core.errors import InvalidInputError
from api.core.rate_limit import limit_sign_in
from api.core.text_types import Code
from api.models import StaffAccount
from api.staff import managing
from api.staff.accounts import LONGEST_EMAIL, Position, departments
from api.staff.frame import staff_page
from api.staff.lock_out import is_locked
from api.staff.passwords import LONGEST_PASSWORD, fits, hash_of
from api.staff.roles import Role
from api.staff.sessions import Token, permitted, signed_in
from api.web.rendering import fragment
from api.wording import words
from knowledge.places import place_name, place_names

router = APIRouter(prefix="/staff", include_in_schema=False, default_response_class=HTMLResponse)
MANAGE = "accounts.manage"
Name = Annotated[Code, Path(max_length=64)]
Text = Annotated[str, Form(max_length=64)]
Email = Annotated[str, Form(max_length=LONGEST_EMAIL)]
Password = Annotated[str, Form(max_length=LONGEST_PASSWORD)]


def position(role: Annotated[Role, Form()], place: Text = "", department: Text = "") -> Position:
    """What a form says somebody is; left empty: everywhere, and any department."""
    return Position(role, place.strip() or None, department.strip() or None)


@router.get("/users")
def users(request: Request, token: Token) -> Response:
    """All accounts, and what can be done with each."""
    with permitted(token, MANAGE) as (session, account):
        return staff_page(request, account, "staff/users.html", **_listed(session))


@router.post("/users")
def invite(
    request: Request,
    token: Token,
    name: Text,
    role: Annotated[Role, Form()],
    place: Text = "",
    department: Text = "",
    email: Email = "",
) -> Response:
    """Makes an account; its first password is shown once."""
    with permitted(token, MANAGE) as (session, account):
        password = managing.invite(session, account.name, name.strip(), position(role, place, department), email)
        return _changed(request, session, shown_once={"name": name.strip(), "password": password})


@router.post("/users/{name}/position")
def change_position(
    request: Request, token: Token, name: Name, role: Annotated[Role, Form()], place: Text = "", department: Text = ""
) -> Response:
    """Changes role, place and department."""
    with permitted(token, MANAGE) as (session, account):
        managing.change_position(session, account.name, name, position(role, place, department))
        return _changed(request, session, done="changed", about=name)


@router.post("/users/{name}/email")
def change_email(request: Request, token: Token, name: Name, email: Email = "") -> Response:
    """Changes where reminders go; left empty: nowhere."""
    with permitted(token, MANAGE) as (session, account):
        managing.change_email(session, account.name, name, email)
        return _changed(request, session, done="email", about=name)


@router.post("/users/{name}/close")
def close(request: Request, token: Token, name: Name) -> Response:
    """Closes an account; its sessions end at once."""
    with permitted(token, MANAGE) as (session, account):
        managing.set_active(session, account.name, name, active=False)
        return _changed(request, session, done="closed", about=name)


@router.post("/users/{name}/open")
def open_again(request: Request, token: Token, name: Name) -> Response:
    """Opens a closed account again."""
    with permitted(token, MANAGE) as (session, account):
        managing.set_active(session, account.name, name, active=True)
        return _changed(request, session, done="opened", about=name)


@router.post("/users/{name}/password")
def reset_password(request: Request, token: Token, name: Name) -> Response:
    """A new password for the next sign-in, shown once."""
    with permitted(token, MANAGE) as (session, account):
        password = managing.reset_password(session, account.name, name)
        return _changed(request, session, shown_once={"name": name, "password": password})


@router.post("/users/{name}/release")
def release(request: Request, token: Token, name: Name) -> Response:
    """Opens an account that was locked by wrong passwords."""
    with permitted(token, MANAGE) as (session, account):
        managing.release(session, account.name, name)
        return _changed(request, session, done="released", about=name)


@router.get("/password")
def show_password(request: Request, token: Token) -> Response:
    """Where one chooses a password."""
    with signed_in(token, new_password_due=True) as (_, account):
        return staff_page(request, account, "staff/password.html")


@router.post("/password")
def choose_password(request: Request, token: Token, old: Password, new: Password, repeated: Password) -> Response:
    """Keeps a new password of one's own; all other sessions end. The slow sums run between two short transactions."""
    with signed_in(token, new_password_due=True) as (_, account):
        limit_sign_in(request, account.name)
        hashed = account.password_hash
    if not fits(old, hashed):
        raise InvalidInputError("password_wrong", field="old")
    managing.check_new_password(old, new, repeated)
    kept = hash_of(new)
    with signed_in(token, new_password_due=True) as (session, account):
        managing.choose_password(session, account, kept, token)
        return fragment(request, "staff/password_changed.html")


def _changed(request: Request, session: Session, **said: Any) -> Response:
    """The list as it is now, with what was done."""
    session.flush()
    return fragment(request, "staff/users_list.html", **_listed(session), **said)


def _listed(session: Session) -> dict[str, Any]:
    """The accounts, and what the forms offer."""
    return {
        "people": [_shown(account) for account in managing.accounts(session)],
        "roles": words("staff")["account"]["roles"],
        "departments": departments(),
        "places": sorted(place_names().items()),
    }


def _shown(account: StaffAccount) -> dict[str, Any]:
    return {
        "name": account.name,
        "role": account.role,
        "place": account.place,
        "place_name": place_name(account.place) if account.place else None,
        "department": account.department,
        "email": account.email,
        "active": account.active,
        "locked": is_locked(account),
        "due": account.must_change_password,
        "elsewhere": account.identity is not None,
    }
