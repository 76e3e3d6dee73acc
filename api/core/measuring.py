"""Times and logs every request by its route, never by its address or content."""

from __future__ import annotations

import time

from starlette.types import Message, Receive, Scope, Send

from api.core.logging import logger
from api.core.metrics import REQUESTS
from api.core.middleware import HttpMiddleware

QUIET = frozenset({"/healthz", "/readyz", "/metrics"})


class MeasuringMiddleware(HttpMiddleware):
    """One log line and one measurement per request."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, status = time.perf_counter(), 500

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            took = time.perf_counter() - started
            REQUESTS.labels(route=route, method=scope["method"], status=str(status)).observe(took)
            if route not in QUIET:
                logger.info("request", route=route, method=scope["method"], status=status, milliseconds=round(took * 1000, 1))
