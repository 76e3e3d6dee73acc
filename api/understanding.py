"""The bot's understanding of one utterance, fetched from the action server: one implementation, no second parser."""

from __future__ import annotations

from typing import Any

import httpx

from api.core.errors import UnavailableError
from api.core.internal_client import InternalService
from api.core.logging import logger
from api.core.settings import settings


class Understanding(InternalService):
    """Asks the action server what a text says."""

    def __init__(self) -> None:
        super().__init__(settings().actions_url, settings().extract_timeout, health="/health")

    async def of(self, text: str, asked: str | None = None) -> dict[str, Any]:
        """Facts and mentions of a text, which may answer a question. Raises UnavailableError while the action server is down."""
        return await self._extracted({"text": text, "asked": asked})

    async def in_conversation(self, text: str, asked: str | None, about: str | None) -> dict[str, Any]:
        """The same of a message, read in the light of the open question and of whose household is told about."""
        return await self._extracted({"text": text, "asked": asked, "about": about})

    async def _extracted(self, body: dict[str, Any]) -> dict[str, Any]:
        try:
            understood: dict[str, Any] = (await self.post("/extract", body)).json()
        except (httpx.HTTPError, ValueError) as problem:
            logger.warning("extract_unavailable", problem=type(problem).__name__)
            raise UnavailableError("extract_unavailable") from problem
        return understood
