"""The one place that talks to Rasa. Silence, slowness and errors all become one refusal: RasaSilentError."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import httpx

from api.core.internal_client import InternalService
from api.core.logging import logger
from api.core.settings import settings


class RasaSilentError(Exception):
    """Rasa gave no usable answer: down, too slow, an error, or an empty list (its way of saying an action failed)."""


class Rasa(InternalService):
    """Sends turns to Rasa's gateway channel, which is ready once a model is loaded."""

    def __init__(self) -> None:
        super().__init__(settings().rasa_url, settings().turn_timeout, health="/webhooks/gateway/")

    async def turn(self, conversation: str, message: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        """What the bot says to one message. Raises RasaSilentError when it says nothing."""
        body = {"sender": conversation, "message": message, "metadata": metadata}
        try:
            said = (await self.post("/webhooks/gateway/webhook", body)).json()
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
            await self.post("/webhooks/gateway/forget", body)
        except httpx.HTTPError as problem:
            logger.warning("rasa_did_not_forget", problem=type(problem).__name__)
