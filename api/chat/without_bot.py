"""What a message gets while the bot does not answer it: its facts are kept all the same."""

from __future__ import annotations

from typing import Any

from api.chat.conversations import find
from api.chat.incoming import Incoming
from api.core.database import unit_of_work
from api.core.errors import UnavailableError
from api.dialogue.record import record
from api.dialogue.schemas import DialogueTurn, Understood
from api.models import Message
from api.understanding import Understanding
from api.wording import words

Reply = dict[str, Any]


async def understood_without_bot(understanding: Understanding, incoming: Incoming) -> Understood | None:
    """What the message says, while only the dialogue is down; None when the understanding is down with it."""
    if incoming.send is None or incoming.send.startswith("/"):
        return Understood()
    try:
        return Understood.model_validate(await understanding.in_conversation(incoming.send, incoming.asked, incoming.about))
    except UnavailableError:
        return None


def while_waiting(conversation_id: str, incoming: Incoming, understood: Understood | None) -> list[Reply]:
    """The bot is silent while somebody waits for a person, and keeps what they tell; of a child only with its guardian."""
    if understood is not None and not incoming.child:
        keep_facts(conversation_id, incoming, understood)
    return []


def in_an_outage(conversation_id: str, incoming: Incoming, understood: Understood | None) -> list[Reply]:
    """Facts are kept although the dialogue is down; the rest is said honestly and answered later."""
    with unit_of_work() as session:
        conversation = find(session, conversation_id)
        message = session.get_one(Message, incoming.message_id)
        if understood is not None and not record(session, conversation, turn_of(incoming, understood)):
            # The dialogue may find more in it when it is back.
            message.learned = None
        message.unheard = True
    outage = words("dialogue")["outage"]
    return [{"type": "notice", "text": outage["text"], "buttons": [outage["button"]], "data": {"outage": True}}]


def keep_facts(conversation_id: str, incoming: Incoming, understood: Understood) -> None:
    """Records what a message said without answering it; what was recorded already is not recorded again."""
    with unit_of_work() as session:
        record(session, find(session, conversation_id), turn_of(incoming, understood))


def turn_of(incoming: Incoming, understood: Understood) -> DialogueTurn:
    """A message as the bot's actions would report it."""
    return DialogueTurn(message_id=str(incoming.message_id), understood=understood, button=incoming.metadata["button"])
