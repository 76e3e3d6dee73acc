"""The way to a city's identity service and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response, status
from fastapi.responses import HTMLResponse, RedirectResponse

from api.audit import record
from api.core.database import unit_of_work
from api.core.encryption import NotOpenedError, Place, decrypt, encrypt
from api.core.errors import NotAllowedError, NotFoundError, ServiceError
from api.core.rate_limit import limit_sign_in
from api.core.security import same
from api.core.settings import settings
from api.staff.cookie import set_cookie
from api.staff.identity_accounts import IDENTITY_SERVICE, account_of_somebody
from api.staff.identity_claims import somebody
from api.staff.identity_provider import Attempt, begin, verified_claims
from api.staff.lock_out import UNNAMED
from api.staff.sessions import Token, end_session, open_session
from api.web.rendering import page

PATH = "/staff/identity"
ATTEMPT = "staff_attempt"
ATTEMPT_SECONDS = 600
KEPT_IN = Place("cookie", ATTEMPT, "")

router = APIRouter(prefix=PATH, include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/start")
def start(request: Request) -> Response:
    """Leads to the identity service; what the browser is recognised by goes with it, encrypted, in a cookie."""
    try:
        limit_sign_in(request, IDENTITY_SERVICE)
        _check_configured()
        address, attempt = begin(_back(request))
    except ServiceError as refusal:
        return _to_sign_in(refusal)
    answer = RedirectResponse(address, status.HTTP_303_SEE_OTHER)
    # Lax: the way back comes from another site, which a strict cookie would not survive.
    answer.set_cookie(
        ATTEMPT,
        encrypt(json.dumps(asdict(attempt)), KEPT_IN),
        max_age=ATTEMPT_SECONDS,
        httponly=True,
        samesite="lax",
        secure=settings().cookies_are_secure,
        path=PATH,
    )
    return answer


@router.get("/back")
def back(request: Request, former: Token, code: str = "", state: str = "") -> Response:
    """Where the identity service sends the browser; opens a session for whom it has signed in."""
    try:
        _check_configured()
        attempt = _attempt(request, state)
        if not code:
            raise NotAllowedError("identity_refused")
        token = _signed_in(verified_claims(_back(request), attempt, code), former)
    except ServiceError as refusal:
        answer = _to_sign_in(refusal)
    else:
        # A page of our own leads on: the strict cookie is not sent where another site's page has led.
        answer = page(request, "staff/signed_in.html")
        set_cookie(answer, token)
    answer.delete_cookie(ATTEMPT, path=PATH, httponly=True, samesite="lax", secure=settings().cookies_are_secure)
    return answer


def _signed_in(claims: Mapping[str, Any], former: str | None) -> str:
    """The key of a new session for whom the claims are about. Raises NotAllowedError, which is recorded."""
    try:
        person = somebody(claims)
        with unit_of_work() as session:
            account = account_of_somebody(session, person)
            end_session(session, former)
            return open_session(session, account)
    except NotAllowedError:
        with unit_of_work() as session:
            record(session, IDENTITY_SERVICE, "sign_in_refused", UNNAMED)
        raise


def _attempt(request: Request, state: str) -> Attempt:
    """The sign-in this browser has begun. Raises NotAllowedError where it has begun none, or another."""
    try:
        attempt = Attempt(**json.loads(decrypt(request.cookies.get(ATTEMPT, ""), KEPT_IN)))
    except NotOpenedError as none:
        raise NotAllowedError("identity_state") from none
    if not same(state, attempt.state):
        raise NotAllowedError("identity_state")
    return attempt


def _check_configured() -> None:
    if not settings().oidc_issuer:
        raise NotFoundError("no_such_page")


def _back(request: Request) -> str:
    """Where the browser comes back to, as it is registered with the identity service."""
    return (settings().public_address or str(request.base_url)).rstrip("/") + f"{PATH}/back"


def _to_sign_in(refusal: ServiceError) -> Response:
    """Back to the sign-in, which says what is the matter; with a name and a password one can still sign in there."""
    return RedirectResponse(f"/staff/sign-in?problem={refusal.key}", status.HTTP_303_SEE_OTHER)
