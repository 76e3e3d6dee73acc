"""Connections to our own processes: past any proxy of the environment, which could not reach this machine's loopback."""

from __future__ import annotations

import ssl
from datetime import timedelta
from functools import cache
from typing import Any, Literal

import httpx

from api.core.request_id import HEADER, current_request_id
from api.core.settings import settings

READY_SECONDS = 1
# How a part is: able to work, known at once to be unable, or stuck, so that one could wait for it for ever.
State = Literal["ready", "away", "silent"]


class InternalService:
    """One of our other processes, called with the token of the installation; one connection pool per process.

    A call that takes longer than patience fails. health: the path that says whether it is ready.
    """

    def __init__(self, address: str, patience: timedelta, health: str) -> None:
        self._health = health
        self._client = httpx.AsyncClient(
            base_url=address, timeout=patience.total_seconds(), trust_env=False, verify=_certificates()
        )

    async def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """The answer to a call. Raises httpx.HTTPError when there is none or it is a refusal."""
        headers = {"X-Internal-Token": settings().internal_token.get_secret_value(), HEADER: current_request_id()}
        response = await self._client.post(path, json=body, headers=headers)
        return response.raise_for_status()

    async def state(self) -> State:
        """Whether it can work, as it says itself within a second."""
        try:
            response = await self._client.get(self._health, timeout=READY_SECONDS)
        except httpx.TimeoutException:
            return "silent"
        except httpx.HTTPError:
            return "away"
        return "ready" if response.status_code == httpx.codes.OK else "away"

    async def ready(self) -> bool:
        """Whether it can work."""
        return await self.state() == "ready"

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


@cache
def _certificates() -> ssl.SSLContext:
    """Read once per process: it takes longer than a whole turn."""
    return ssl.create_default_context()
