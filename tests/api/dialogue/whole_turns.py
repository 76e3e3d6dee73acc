"""Turns whose message and replies are both kept, so that what follows can go on from them."""

from __future__ import annotations

from typing import Any

from api.chat.conversations import find
from api.chat.messages import add_reply, add_resident_message
from api.core.database import unit_of_work
from tests.api.dialogue.conftest import Actions


def say(actions: Actions, text: str, verb: str = "answer", **more: Any) -> list[dict[str, Any]]:
    """One whole turn: what is said and what is replied are kept."""
    with unit_of_work() as session:
        message = add_resident_message(session, find(session, actions.talk.id), text).id
    replies: list[dict[str, Any]] = actions.do(verb, text, message_id=str(message), **more)["replies"]
    with unit_of_work() as session:
        for reply in replies:
            add_reply(session, find(session, actions.talk.id), reply, answers=message)
    return replies


def told(replies: list[dict[str, Any]]) -> str:
    """The policy that is told first."""
    return str(replies[0]["data"]["policies"][0]["policy_id"])
