"""Rasa's way to the action server, bounded in time. An action that fails, fails the turn."""

import asyncio
from typing import Any

import aiohttp
from rasa.utils.endpoints import EndpointConfig

# Longer than an action waits for the API, which answers for itself; Rasa's own limit is five minutes.
TIME_LIMIT_SECONDS = 7.0


class ActionServerError(BaseException):
    """The action server could not be reached in time, failed or answered in another shape.

    No Exception, because Rasa catches those, saves a conversation that lacks what the action would have changed, and goes on.
    This ends the turn instead: nothing of it is saved, and the resident may say the same again.
    """


class ActionEndpoint(EndpointConfig):
    """The action server as endpoints.yml describes it."""

    @classmethod
    def of(cls, described: EndpointConfig) -> "ActionEndpoint":
        """Gives the same endpoint with our limit and our way of failing."""
        return cls(described.url, headers=described.headers, **described.kwargs)

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any | None:
        """Gives the answer as Rasa's own endpoint does; raises ActionServerError whenever there is none."""
        kwargs["timeout"] = aiohttp.ClientTimeout(total=TIME_LIMIT_SECONDS)
        try:
            return await super().request(method, subpath, content_type, compress, **kwargs)
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            raise ActionServerError(type(error).__name__) from error
