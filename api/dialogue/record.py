"""Takes in what one message said, once, whichever action reports it first."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.dialogue.facts import is_known, learn, set_fact
from api.dialogue.schemas import DialogueTurn
from api.models import Conversation, Message
from knowledge.errors import FactError

# After this many unanswered askings the question is put aside: nobody is asked the same thing for ever.
MOST_ASKINGS = 2


def record(session: Session, conversation: Conversation, turn: DialogueTurn) -> list[str]:
    """The paths this message changed. A second report of the same message returns the same and changes nothing."""
    message = session.get(Message, int(turn.message_id)) if turn.message_id and turn.message_id.isdigit() else None
    if message is not None and message.conversation_id != conversation.id:
        message = None
    if message is not None and message.learned is not None:
        return message.learned
    changed = _learn(conversation, turn)
    if message is not None:
        message.learned = changed
    return changed


def _learn(conversation: Conversation, turn: DialogueTurn) -> list[str]:
    changed = learn(conversation, turn.understood.facts, "corrected" if turn.understood.correction else "said")
    if turn.button is not None:
        try:
            changed += set_fact(conversation, turn.button.fact, turn.button.value)
        except FactError:
            # The person the button spoke of was erased meanwhile; the question is simply asked again.
            return changed
    return changed


def close_question(conversation: Conversation, turn: DialogueTurn) -> bool:
    """Whether the open question is done with: answered, declined, or asked often enough."""
    asked = conversation.asked_fact
    if asked is None or turn.resume:
        return False
    if is_known(conversation, asked):
        return True
    if turn.understood.unsure or turn.intent == "unsure" or conversation.asked_times >= MOST_ASKINGS:
        conversation.declined = [*conversation.declined, asked]
        return True
    return False
