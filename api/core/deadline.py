"""Nobody waits in silence: a request that has no answer in time is told so, whatever part of the service is stuck.

A worker that waits for a frozen database cannot be stopped. It is left behind to finish when the database wakes up, which
repeated requests (`client_id`, `Idempotency-Key`) then find; only so many may be left behind at once.
"""

from __future__ import annotations

import asyncio
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.core.errors import problem
from api.core.logging import logger
from api.core.middleware import HttpMiddleware
from api.core.uploads import takes_a_file

DEADLINE_SECONDS = 4.0
# A turn watches the parts it waits for itself, and answers within the deadline when one of them is stuck.
OWN_DEADLINE = re.compile(r"/v1/conversations/[^/]+/messages")
MOST_LEFT_BEHIND = 500


def _takes_its_time(method: str, path: str) -> bool:
    """A turn, and a file on its way over a slow network."""
    return (method == "POST" and OWN_DEADLINE.fullmatch(path) is not None) or takes_a_file(method, path)


class DeadlineMiddleware(HttpMiddleware):
    """Answers 503 with what to do when the service has not begun its answer in time."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self._left_behind: set[asyncio.Task[None]] = set()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _takes_its_time(scope["method"], scope["path"]):
            await self.app(scope, receive, send)
        elif len(self._left_behind) >= MOST_LEFT_BEHIND:
            await problem(503, "too_busy")(scope, receive, send)
        else:
            await self._serve_in_time(scope, receive, send)

    async def _serve_in_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        late = False

        async def send_in_time(message: Message) -> None:
            if not begun.done():
                begun.set_result(None)
            if not late:
                await send(message)

        work = asyncio.create_task(self._work(scope, receive, send_in_time))
        try:
            await asyncio.wait({work, begun}, timeout=DEADLINE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            work.cancel()
            raise
        if work.done() or begun.done():
            await work
            return
        late = True
        self._leave_behind(work)
        await problem(503, "too_late")(scope, receive, send)

    async def _work(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    def _leave_behind(self, work: asyncio.Task[None]) -> None:
        self._left_behind.add(work)
        work.add_done_callback(self._note_end)

    def _note_end(self, work: asyncio.Task[None]) -> None:
        self._left_behind.discard(work)
        failed = None if work.cancelled() else work.exception()
        logger.warning("late_request_ended", error=type(failed).__name__ if failed else None)
