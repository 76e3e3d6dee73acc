"""The cookie of a signed-in person: out of the reach of scripts, sent to nobody from another site's pages."""

from __future__ import annotations

from fastapi import Response

from api.core.settings import settings
from api.staff.sessions import COOKIE


def set_cookie(response: Response, token: str) -> None:
    """Gives the key of a session to the browser."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(settings().staff_session.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=settings().cookies_are_secure,
        path="/",
    )


def drop_cookie(response: Response) -> None:
    """Takes the key back."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict", secure=settings().cookies_are_secure)
