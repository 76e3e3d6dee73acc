"""A body without end is refused before it fills the memory; one that does not come is not waited for without end."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from api.core.middleware import HttpMiddleware
from api.core.uploads import MOST_FORM_BYTES, UPLOAD_SECONDS, takes_a_file

# More than the longest text that is read to be refused kindly, each character escaped.
MOST_BYTES = 3 * 1024 * 1024
# A poor connection may need some seconds for it.
BODY_SECONDS = 20.0


class BodyLimitMiddleware(HttpMiddleware):
    """Stops reading a body that is too large or too slow; the caller gets a problem document with 413 or 408."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        read, whole = 0, False
        upload = takes_a_file(scope["method"], scope["path"])
        most, seconds = (MOST_FORM_BYTES, UPLOAD_SECONDS) if upload else (MOST_BYTES, BODY_SECONDS)
        deadline = asyncio.get_running_loop().time() + seconds

        async def receive_some() -> Message:
            nonlocal read, whole
            message = await (receive() if whole else _in_time(receive, deadline))
            whole = not message.get("more_body", False)
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_some, send)


async def _in_time(receive: Receive, deadline: float) -> Message:
    try:
        async with asyncio.timeout_at(deadline):
            return await receive()
    except TimeoutError as late:
        raise HTTPException(408) from late
