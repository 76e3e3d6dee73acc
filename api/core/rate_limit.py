"""Limits per address and per conversation. Plain functions, which the framework runs in workers: Redis may be slow."""

from __future__ import annotations

import math
import time

from fastapi import Request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute

from api.core.errors import TooManyRequestsError
from api.core.security import token_hash
from api.core.settings import settings
from api.core.shared_counters import counters

SIGN_IN_MINUTES = 10
# A whole office may sign in from behind one address.
SHARING_ONE_ADDRESS = 50


def address_of(request: Request) -> str:
    """The caller's address as the server sees it."""
    return request.client.host if request.client else "unknown"


def limit_address(request: Request) -> None:
    """Refuses an address that asks too often. Raises TooManyRequestsError."""
    _check(RateLimitItemPerMinute(settings().requests_per_minute), "address", address_of(request))


def limit_conversation(identifier: str, token: str | None) -> None:
    """Refuses a conversation that sends too often; counts whoever brings this key, so that nobody else can silence it.

    Raises TooManyRequestsError.
    """
    key = f"{identifier}:{token_hash(token or '')}"
    _check(RateLimitItemPerMinute(settings().messages_per_minute), "conversation", key)


def limit_phone_attempts(request: Request, number: str) -> None:
    """Refuses guessing of phone numbers. Raises TooManyRequestsError."""
    limit = RateLimitItemPerHour(settings().phone_attempts_per_hour)
    _check(limit, "phone", f"{address_of(request)}:{number}", "phone_too_often")


def limit_phone_attempts_in_chat(number: str) -> None:
    """The same where it is asked for in conversations: anybody can open another, so each application has its own count.

    Raises TooManyRequestsError.
    """
    _check(RateLimitItemPerHour(settings().phone_attempts_per_hour), "phone_in_chat", number, "phone_too_often")


def limit_sign_in(request: Request, name: str) -> None:
    """Refuses guessing of passwords, of one name or of one after the other. Raises TooManyRequestsError."""
    attempts, address = settings().sign_in_attempts, address_of(request)
    limit = RateLimitItemPerMinute(attempts, SIGN_IN_MINUTES)
    _check(limit, "sign_in", f"{address}:{name}", "sign_in_too_often")
    together = RateLimitItemPerMinute(attempts * SHARING_ONE_ADDRESS, SIGN_IN_MINUTES)
    _check(together, "sign_in_address", address, "sign_in_too_often")


def _check(limit: RateLimitItem, kind: str, key: str, refusal: str = "too_many_requests") -> None:
    until = counters().hit(limit, kind, key)
    if until is not None:
        raise TooManyRequestsError(refusal, retry_after=max(1, math.ceil(until - time.time())))
