"""The "don't know" of a question that is not open any more: it says which one it was, and answers no other."""

from __future__ import annotations

from api.dialogue.facts import facts_of, is_known, is_of_somebody_gone
from api.dialogue.replies import Reply, text_reply
from api.dialogue.schemas import FactButton
from api.dialogue.subjects import SELF, addressed, names
from api.models import Conversation
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.planner import fact_label
from knowledge.situation import Situation


def is_late(conversation: Conversation, button: FactButton | None) -> bool:
    """Whether a button says of another question than the open one that its answer is not known."""
    if button is None or not button.unsure:
        return False
    return button.fact != conversation.asked_fact or _of_another(conversation, button)


def put_aside_late(conversation: Conversation, button: FactButton) -> Reply:
    """Names the question the button stood under; puts aside what of it is not known yet, and changes no fact."""
    wording = words("dialogue")["late_unsure"]
    asked = facts_of(button.fact)
    label = addressed(_label(conversation, asked[0]), conversation.about)
    if _of_another(conversation, button):
        return text_reply(wording["other"].format(name=names()[str(button.about)], label=label))
    if any(is_known(conversation, path) for path in asked):
        return text_reply(wording["known"].format(label=label))
    conversation.declined = list(dict.fromkeys([*conversation.declined, *asked]))
    return text_reply(wording["put_aside"].format(label=label))


def _label(conversation: Conversation, path: str) -> str:
    dictionary = load_catalogue().dictionary
    if is_of_somebody_gone(conversation, path):
        return dictionary.definition(path).label
    return fact_label(path, Situation(conversation.facts, dictionary))


def _of_another(conversation: Conversation, button: FactButton) -> bool:
    return button.about is not None and button.about != (conversation.about or SELF)
