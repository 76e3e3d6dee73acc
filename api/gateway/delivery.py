"""The ways out, and how each may fail.

DeliveryError              not taken: tried again
└── RefusedDeliveryError   refused for good: a person has to look at it
"""

from __future__ import annotations

import json
from typing import Protocol

import httpx

from api.core.clock import now
from api.core.settings import settings
from api.gateway.outbox import Letter
from api.gateway.signing import headers

# The content itself is refused: sending it again would change nothing.
REFUSES_THE_CONTENT = frozenset({400, 413, 415, 422})


class DeliveryError(Exception):
    """Not taken this time; the message says why in a word, without content."""


class RefusedDeliveryError(DeliveryError):
    """Refused for good."""


class Way(Protocol):
    """Delivers letters of one destination."""

    async def deliver(self, letter: Letter) -> None:
        """Returns when the letter was taken. Raises DeliveryError."""

    async def close(self) -> None:
        """Closes connections."""


class SignedWebhook:
    """Posts a letter as signed JSON; any answer of the 2xx says that it was taken."""

    def __init__(self, address: str, secret: str) -> None:
        self._address, self._secret = address, secret
        self._client = httpx.AsyncClient(timeout=settings().delivery_timeout.total_seconds(), trust_env=False)

    async def deliver(self, letter: Letter) -> None:
        """Posts it with its key. Raises DeliveryError."""
        body = json.dumps({"kind": letter.kind, "key": letter.key, **letter.content}, ensure_ascii=False).encode()
        try:
            answer = await self._client.post(self._address, content=body, headers=headers(self._secret, letter.key, body, now()))
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise DeliveryError(type(problem).__name__) from problem
        if answer.status_code in REFUSES_THE_CONTENT:
            raise RefusedDeliveryError(f"HTTP {answer.status_code}")
        if not answer.is_success:
            raise DeliveryError(f"HTTP {answer.status_code}")

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()
