"""The one place that talks to Rasa. Silence, slowness and errors all become one refusal: RasaSilentError."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import httpx

from api.core.internal_client import internal_client
from api.core.logging import logger
from api.core.request_id import HEADER, current_request_id
from api.core.settings import settings


class RasaSilentError(Exception):
    """Rasa gave no usable answer: down, too slow, an error, or an empty list (its way of saying an action failed)."""


class Rasa:
    """Sends turns to Rasa's gateway channel; one connection pool per process."""

    def __init__(self) -> None:
        self._client = internal_client(settings().rasa_url, settings().turn_timeout)

    async def turn(self, conversation: str, message: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        """What the bot says to one message. Raises RasaSilentError when it says nothing."""
        body = {"sender": conversation, "message": message, "metadata": metadata}
        try:
            response = await self._client.post("/webhooks/gateway/webhook", json=body, headers=_headers())
            response.raise_for_status()
            said = response.json()
        except (httpx.HTTPError, ValueError) as problem:
            logger.warning("rasa_silent", problem=type(problem).__name__)
            raise RasaSilentError from problem
        if not isinstance(said, list) or not said:
            logger.warning("rasa_silent", problem="empty answer")
            raise RasaSilentError
        return said

    async def forget(self, conversations: Iterable[str] = (), idle_since: datetime | None = None) -> None:
        """Erases what Rasa remembers of these conversations and of those silent since then.

        When Rasa is down this is only logged: the sweep erases them once `keep_without_consent` is over.
        """
        body = {"senders": list(conversations), "idle_since": idle_since.timestamp() if idle_since else None}
        try:
            response = await self._client.post("/webhooks/gateway/forget", json=body, headers=_headers())
            response.raise_for_status()
        except httpx.HTTPError as problem:
            logger.warning("rasa_did_not_forget", problem=type(problem).__name__)

    async def ready(self) -> bool:
        """Whether Rasa answers and has a model loaded."""
        try:
            response = await self._client.get("/webhooks/gateway/", timeout=2)
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.OK

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()


def _headers() -> dict[str, str]:
    return {"X-Internal-Token": settings().internal_token.get_secret_value(), HEADER: current_request_id()}
