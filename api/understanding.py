"""The bot's understanding of one utterance, fetched from the action server: one implementation, no second parser."""

from __future__ import annotations

from typing import Any

import httpx

from api.core.errors import UnavailableError
from api.core.internal_client import internal_client
from api.core.logging import logger
from api.core.request_id import HEADER, current_request_id
from api.core.settings import settings


class Understanding:
    """Asks the action server what a text says; one connection pool per process."""

    def __init__(self) -> None:
        self._client = internal_client(settings().actions_url, settings().extract_timeout)

    async def of(self, text: str, asked: str | None = None) -> dict[str, Any]:
        """Facts and mentions of a text. Raises UnavailableError while the action server is down."""
        headers = {"X-Internal-Token": settings().internal_token.get_secret_value(), HEADER: current_request_id()}
        try:
            response = await self._client.post("/extract", json={"text": text, "asked": asked}, headers=headers)
            response.raise_for_status()
            understood: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as problem:
            logger.warning("extract_unavailable", problem=type(problem).__name__)
            raise UnavailableError("extract_unavailable") from problem
        return understood

    async def ready(self) -> bool:
        """Whether the action server answers."""
        try:
            response = await self._client.get("/health", timeout=2)
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.OK

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()
