"""Who was not understood twice in a row is offered a menu and a person."""

from __future__ import annotations

from api.dialogue.replies import Reply, text_reply
from api.dialogue.schemas import DialogueAnswer, DialogueTurn
from api.models import Conversation
from api.wording import words

MOST_FAILURES = 2
QUESTION = "question"


def counted(conversation: Conversation, turn: DialogueTurn, answer: DialogueAnswer) -> DialogueAnswer:
    """The answer, with the menu before its question where this was one failure too many; counts failures in a row."""
    if turn.resume:
        # The same message was counted when the action before reported it.
        return answer
    conversation.failed_times = conversation.failed_times + 1 if answer.failed else 0
    if conversation.failed_times < MOST_FAILURES:
        return answer
    conversation.failed_times = 0
    asks = [reply for reply in answer.replies if reply["type"] == QUESTION]
    before = [reply for reply in answer.replies if reply["type"] != QUESTION]
    return answer.model_copy(update={"replies": [*before, _menu(), *asks]})


def _menu() -> Reply:
    wording = words("dialogue")["menu"]
    return text_reply(wording["text"], wording["buttons"], {"menu": True})
