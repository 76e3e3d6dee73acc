"""The stream of what happens in a conversation, read from the database so that any instance can serve it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool

from api.chat.messages import as_reply, history
from api.core.database import unit_of_work
from api.core.logging import logger
from api.handover.service import position
from api.models import Conversation

POLL_SECONDS = 0.7
# A comment line keeps proxies from closing a silent stream.
HEARTBEAT_EVERY = 20


async def event_stream(conversation_id: str, after: int) -> AsyncIterator[str]:
    """Events as text/event-stream: `message` with a reply, `mode` when who answers or the position in the queue changes."""
    last, state = after, None
    beat = 0
    while True:
        try:
            found = await run_in_threadpool(_news, conversation_id, last)
        except OperationalError as problem:
            logger.warning("event_stream_waits", problem=type(problem.orig).__name__)
            found = ([], state)
        if found is None:
            yield _event("gone", {})
            return
        replies, current = found
        for reply in replies:
            last = int(reply["id"])
            yield _event("message", reply, last)
        if current != state:
            state = current
            yield _event("mode", current or {})
        beat += 1
        if beat % HEARTBEAT_EVERY == 0:
            yield ": \n\n"
        await asyncio.sleep(POLL_SECONDS)


def _news(conversation_id: str, after: int) -> tuple[list[dict[str, Any]], dict[str, Any] | None] | None:
    with unit_of_work() as session:
        conversation = session.get(Conversation, conversation_id)
        if conversation is None:
            return None
        replies = [as_reply(message).model_dump(mode="json") for message in history(session, conversation_id, after)]
        ahead = position(session, conversation) if conversation.mode == "waiting" else None
        return replies, {"mode": conversation.mode, "position": ahead, "agent": conversation.claimed_by}


def _event(kind: str, data: dict[str, Any], identifier: int | None = None) -> str:
    lines = [f"id: {identifier}"] if identifier is not None else []
    lines += [f"event: {kind}", f"data: {json.dumps(data, ensure_ascii=False)}"]
    return "\n".join(lines) + "\n\n"
