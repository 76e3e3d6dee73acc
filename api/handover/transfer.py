"""Passes a resident on: to a colleague who is at their desk, or to the supervisors. The bot stays silent meanwhile."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.audit import record
from api.core.errors import ConflictError, InvalidInputError
from api.handover.attendance import begin, end
from api.handover.desk import own
from api.handover.presence import SUPERVISING, at_the_desk
from api.handover.service import back_to_queue, notice
from api.models import Conversation, StaffAccount
from api.staff.within_reach import is_within_reach

ANSWERING = "conversation.answer"


def colleagues(session: Session, name: str, conversation: Conversation, action: str = ANSWERING) -> list[StaffAccount]:
    """Who is at their desk besides this person and may do this with the conversation."""
    return [one for one in at_the_desk(session) if one.name != name and is_within_reach(one, action, conversation)]


def to_colleague(session: Session, identifier: str, name: str, colleague: str) -> Conversation:
    """From now on the colleague's. Raises NotFoundError, ConflictError where it is not one's own or the colleague is away."""
    conversation = own(session, identifier, name)
    if colleague == name:
        raise InvalidInputError("transfer_to_oneself", field="to")
    if colleague not in {account.name for account in colleagues(session, name, conversation)}:
        raise ConflictError("colleague_away", name=colleague)
    record(session, name, "conversation_transferred", conversation.id)
    end(session, conversation, "transferred")
    conversation.claimed_by, conversation.queued_behind = colleague, None
    begin(session, conversation, colleague)
    notice(session, conversation, "transferred", colleague)
    return conversation


def to_supervisor(session: Session, identifier: str, name: str) -> Conversation:
    """Back to its place in the queue, for a supervisor alone. Raises NotFoundError, ConflictError where none is at their desk."""
    conversation = own(session, identifier, name)
    if not colleagues(session, name, conversation, SUPERVISING):
        raise ConflictError("no_supervisor")
    record(session, name, "conversation_transferred", conversation.id)
    end(session, conversation, "transferred")
    back_to_queue(conversation, for_supervisor=True)
    notice(session, conversation, "to_supervisor", name)
    return conversation
