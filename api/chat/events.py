"""The stream of what happens in a conversation, for the resident."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from api.chat.messages import as_reply, history
from api.core.database import reading
from api.core.event_stream import Event, stream
from api.handover.waiting import outlook
from api.models import Conversation


class ConversationNews:
    """What is new in one conversation since it was last read."""

    def __init__(self, conversation_id: str, after: int) -> None:
        self._conversation_id, self._last = conversation_id, after
        self._state: dict[str, Any] | None = None

    def read(self) -> list[Event] | None:
        """`message` with a reply, `mode` when who answers or the outlook of who waits changes; None once it is erased."""
        with reading() as session:
            conversation = session.get(Conversation, self._conversation_id)
            if conversation is None:
                return None
            messages = history(session, self._conversation_id, self._last)
            view = outlook(session, conversation) if conversation.mode == "waiting" else {"position": None}
            state = {"mode": conversation.mode, "agent": conversation.claimed_by, **view}
        events = [Event("message", as_reply(message).model_dump(mode="json"), message.id) for message in messages]
        if state != self._state:
            events.append(Event("mode", state))
        self._last, self._state = messages[-1].id if messages else self._last, state
        return events


def event_stream(conversation_id: str, after: int) -> AsyncIterator[str]:
    """The events of a conversation after a message id, as text/event-stream."""
    return stream(ConversationNews(conversation_id, after).read)
