"""One id per request, through all three processes: taken from the header where it is well-formed, else made.

It goes into logs and the audit trail, so nothing that could be somebody's ID or phone number is taken, or made by chance.
"""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from api.core.middleware import HttpMiddleware

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
LONG_NUMBER = re.compile(r"\d(?:-?\d){10,}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request being served; empty outside a request."""
    return _current.get()


def _new() -> str:
    while LONG_NUMBER.search(made := secrets.token_hex(8)):
        pass
    return made


class RequestIdMiddleware(HttpMiddleware):
    """Sets the id for the request and returns it in the response."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = Headers(scope=scope).get(HEADER, "")
        identifier = given if WELL_FORMED.fullmatch(given) and not LONG_NUMBER.search(given) else _new()
        # Every request runs in a context of its own, so the id is not taken back: the answer to an unforeseen error,
        # which is made outside all middleware, still finds it.
        _current.set(identifier)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = identifier
            await send(message)

        await self.app(scope, receive, send_with_id)
