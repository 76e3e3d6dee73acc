"""The actions' one door to the product: the API's internal routes, over loopback."""

import asyncio
import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import aiohttp

from bot.settings import read_settings

logger = logging.getLogger(__name__)

# Shorter than Rasa waits for an action, and the API for Rasa, so that the resident hears the reason from whoever knows it.
TIME_LIMIT_SECONDS = 6.0
# The API closes a connection that was idle for five seconds; one it is just closing must not be taken for a call.
IDLE_SECONDS = 3.0


class ServiceError(RuntimeError):
    """The API could not be reached in time, refused the call or answered in another shape."""


@dataclass(frozen=True)
class ServiceAnswer:
    """What the API wants said and remembered."""

    replies: list[dict[str, Any]]
    asked_fact: str | None
    done: bool
    about: str | None = None


class ServiceClient:
    """Calls the internal verbs of one conversation; connections are kept open between turns."""

    def __init__(self, base_url: str, token: str) -> None:
        """Takes the API's address and the internal token."""
        self.base_url = base_url
        self.token = token
        self._session: aiohttp.ClientSession | None = None

    async def call(self, sender: str, verb: str, body: dict[str, Any], request_id: str) -> ServiceAnswer:
        """Gives the API's answer to one verb; raises ServiceError on any failure."""
        started = time.monotonic()
        status = 0
        try:
            async with self._open().post(
                f"{self.base_url}/internal/conversations/{sender}/{verb}",
                json=body,
                headers={"X-Internal-Token": self.token, "X-Request-ID": request_id},
            ) as response:
                status = response.status
                payload = await response.json() if status == 200 else None
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            raise ServiceError(type(error).__name__) from error
        finally:
            fields = {
                "verb": verb,
                "status": status,
                "request_id": request_id,
                "milliseconds": round((time.monotonic() - started) * 1000),
            }
            logger.info("internal call", extra=fields)
        return read_answer(payload, status)

    def _open(self) -> aiohttp.ClientSession:
        # Made at the first call: a session belongs to the event loop that is running then.
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=IDLE_SECONDS),
                timeout=aiohttp.ClientTimeout(total=TIME_LIMIT_SECONDS),
            )
        return self._session


def read_answer(payload: Any, status: int) -> ServiceAnswer:
    """Checks the shape of the API's answer; raises ServiceError when it has another one."""
    if not isinstance(payload, dict) or not isinstance(payload.get("replies"), list):
        raise ServiceError(f"status {status}")
    slots = payload.get("slots")
    if not isinstance(slots, dict) or not all(isinstance(reply, dict) for reply in payload["replies"]):
        raise ServiceError("unexpected shape")
    return ServiceAnswer(payload["replies"], slots.get("asked_fact"), bool(slots.get("done", False)), slots.get("about"))


@lru_cache(maxsize=1)
def service_client() -> ServiceClient:
    """Gives this process's client, made from the environment."""
    settings = read_settings()
    return ServiceClient(settings.api_url, settings.internal_token)
