"""The one place that talks to Rasa. Silence and errors all become one refusal: RasaSilentError."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any

import httpx

from api.core.internal_client import InternalService
from api.core.logging import logger
from api.core.settings import settings

# A turn that takes longer makes us ask whether every part it needs still answers. A busy part does, a frozen one does not.
NOTICED_AFTER_SECONDS = 1.0
# While the turns of others are answered nothing is stuck, however long a machine out of breath takes to say so.
PROGRESS_SECONDS = 2.0


class RasaSilentError(Exception):
    """Rasa gave no usable answer: down, stuck, an error, or an empty list (its way of saying an action failed)."""


class Rasa(InternalService):
    """Sends turns to Rasa's gateway channel, which is ready once a model is loaded."""

    def __init__(self) -> None:
        super().__init__(settings().rasa_url, settings().turn_timeout, health="/webhooks/gateway/")
        self._answered_at = 0.0

    async def turn(
        self, conversation: str, message: str, metadata: dict[str, Any], none_is_stuck: Callable[[], Awaitable[bool]]
    ) -> list[dict[str, Any]]:
        """What the bot says to one message. none_is_stuck: whether every part a turn needs says anything at all.

        Raises RasaSilentError when it says nothing, or when it is slow and a part is stuck.
        """
        body = {"sender": conversation, "message": message, "metadata": metadata}
        call = asyncio.create_task(self.post("/webhooks/gateway/webhook", body))
        try:
            await self._watch(call, none_is_stuck)
            said = call.result().json()
        except (httpx.HTTPError, ValueError) as problem:
            logger.warning("rasa_silent", problem=type(problem).__name__)
            raise RasaSilentError from problem
        if not isinstance(said, list) or not said:
            logger.warning("rasa_silent", problem="empty answer")
            raise RasaSilentError
        self._answered_at = time.monotonic()
        return said

    async def _watch(self, call: asyncio.Task[httpx.Response], none_is_stuck: Callable[[], Awaitable[bool]]) -> None:
        """Waits for the call to end. Raises RasaSilentError, and gives the call up, when a part it needs is stuck."""
        try:
            while not (await asyncio.wait({call}, timeout=NOTICED_AFTER_SECONDS))[0]:
                # Asked twice: a healthy part may miss its second once.
                if not (await none_is_stuck() or await none_is_stuck() or call.done() or self._answers_others()):
                    logger.warning("rasa_silent", problem="a part is stuck")
                    raise RasaSilentError
        finally:
            call.cancel()

    def _answers_others(self) -> bool:
        return time.monotonic() - self._answered_at < PROGRESS_SECONDS

    async def forget(self, conversations: Iterable[str] = (), idle_since: datetime | None = None) -> None:
        """Erases what Rasa remembers of these conversations and of those silent since then.

        When Rasa is down this is only logged: the sweep erases them once `keep_without_consent` is over.
        """
        body = {"senders": list(conversations), "idle_since": idle_since.timestamp() if idle_since else None}
        try:
            await self.post("/webhooks/gateway/forget", body)
        except httpx.HTTPError as problem:
            logger.warning("rasa_did_not_forget", problem=type(problem).__name__)
