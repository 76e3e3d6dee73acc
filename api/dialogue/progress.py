"""查进度 in a conversation: number and phone together tell where an application stands; neither alone does."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.applications.personal import normal_phone
from api.applications.progress import in_words
from api.applications.service import NUMBER_PREFIX, detail_of, find_for
from api.core.errors import InvalidInputError, NotFoundError, TooManyRequestsError
from api.core.rate_limit import limit_phone_attempts_in_chat
from api.dialogue.replies import Reply, text_reply
from api.dialogue.schemas import DialogueTurn
from api.models import Application, Conversation, Message
from api.wording import words

NUMBER = re.compile(rf"{NUMBER_PREFIX}\s*(\d{{16}})", re.IGNORECASE)
# Digits as people group them; whether they are a phone is for the phone library to say.
PHONE = re.compile(r"\+?\d[\d\s-]{5,18}\d")
# What a reply keeps of the number it asked the phone for.
ASKED = "progress_of"
# What is heard before all else.
NEVER_TURNED = frozenset({"emergency", "handover"})


def asks_for_progress(session: Session, conversation: Conversation, verb: str, turn: DialogueTurn) -> bool:
    """Whether a message is about an application already made: it names the number, or the phone that was just asked for."""
    if verb in NEVER_TURNED or turn.button is not None or turn.resume:
        return False
    return NUMBER.search(turn.text) is not None or bool(_phone_in(turn.text) and _asked_for(session, conversation))


def looked_up(session: Session, conversation: Conversation, text: str) -> Reply:
    """Where the application stands whose number is said, or was said before; the phone is asked for where it lacks."""
    wording: dict[str, Any] = words("dialogue")["progress"]
    named = NUMBER.search(text)
    number = f"{NUMBER_PREFIX}{named[1]}" if named else _asked_for(session, conversation) or ""
    phone = _phone_in(NUMBER.sub(" ", text))
    if not _is_of(session, conversation, number) and phone is None:
        return text_reply(wording["phone"].format(number=number), data={ASKED: number})
    try:
        if not _is_of(session, conversation, number):
            limit_phone_attempts_in_chat(number)
        found = find_for(session, number, conversation, phone)
    except NotFoundError:
        return text_reply(wording["not_found"], data={ASKED: number})
    except TooManyRequestsError:
        return text_reply(wording["too_often"])
    shown = detail_of(session, found)
    return text_reply(in_words(shown), data=shown.model_dump(mode="json", include={"number", "status", "next_deadline"}))


def _is_of(session: Session, conversation: Conversation, number: str) -> bool:
    """Whether the application was made in this very conversation, whose key is enough."""
    known = session.get(Application, number)
    return known is not None and known.conversation_id == conversation.id


def _phone_in(text: str) -> str | None:
    for found in PHONE.finditer(text):
        try:
            return normal_phone(found.group())
        except InvalidInputError:
            continue
    return None


def _asked_for(session: Session, conversation: Conversation) -> str | None:
    """The number for which the bot has just asked the phone."""
    said = select(Message.data).where(Message.conversation_id == conversation.id, Message.sender == "bot")
    latest = session.scalars(said.order_by(Message.id.desc()).limit(1)).first()
    asked: str | None = (latest or {}).get(ASKED)
    return asked
