"""A body without end is refused before it fills the memory."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from api.core.middleware import HttpMiddleware

# More than the longest text that is read to be refused kindly, each character escaped.
MOST_BYTES = 3 * 1024 * 1024


class BodyLimitMiddleware(HttpMiddleware):
    """Stops reading a body that is too large; the caller gets a problem document with 413."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def receive_some() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MOST_BYTES:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_some, send)
