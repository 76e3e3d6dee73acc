"""Which residents' conversations one of the staff may see: those of where this person works, and those of nobody knows where."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.chat.conversations import find
from api.core.errors import NotFoundError
from api.models import Conversation, StaffAccount
from api.staff.permissions import covers, may
from knowledge.places import HUKOU, RESIDENCE


def is_within_reach(account: StaffAccount, action: str, conversation: Conversation) -> bool:
    """Whether this person may do this there. Whoever has a conversation keeps it, wherever the resident turns out to live."""
    mine = conversation.claimed_by == account.name
    return mine or may(account, action, _places(conversation, account.place))


def check_within_reach(session: Session, account: StaffAccount, action: str, identifier: str) -> None:
    """Refuses another place's conversation as if there were none. Raises NotFoundError."""
    if not is_within_reach(account, action, find(session, identifier)):
        raise NotFoundError("conversation_unknown")


def _places(conversation: Conversation, area: str | None) -> list[str]:
    """Where the resident is, as far as is known. Whoever only said which city may live in any of its districts: also in this."""
    household = conversation.facts.get("household") or {}
    known = (household.get(HUKOU), household.get(RESIDENCE), conversation.locality)
    return [area if area and covers(place, area) else place for place in known if place]
