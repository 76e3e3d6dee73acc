"""Takes in what one message said, once, whichever action reports it first."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Literal

from sqlalchemy.orm import Session

from api.core.text_types import number_of
from api.dialogue.corrections import corrected_fact
from api.dialogue.facts import CORRECTED, asked_facts, is_known, learn, set_fact
from api.dialogue.schemas import DialogueTurn
from api.dialogue.situations import turn_to
from api.models import Conversation, Message
from knowledge.dictionary import ANYBODY
from knowledge.errors import FactError

DENY = "deny"
# Whoever denies having any difficulty has answered: there is none to name.
DIFFICULTIES = "household.difficulties"
Closing = Literal["none", "answered", "put_aside", "open"]
# After this many unanswered askings the question is put aside: nobody is asked the same thing for ever.
MOST_ASKINGS = 2
# What a sentence only lets guess: told again it says nothing of what was meant.
IMPLIED = frozenset({"difficulties"})
# The wish to be helped, and a mere yes to what cannot be answered so.
GOING_ON = frozenset({"ask_help", "affirm"})


def record(session: Session, conversation: Conversation, turn: DialogueTurn) -> list[str]:
    """The paths this message changed. A second report of the same message returns the same and changes nothing."""
    number = number_of(turn.message_id or "")
    message = session.get(Message, number) if number is not None else None
    if message is not None and message.conversation_id != conversation.id:
        message = None
    if message is not None and message.learned is not None:
        return message.learned
    # What is pressed late answers for the household it was asked of.
    whose = turn.button.about if turn.button and turn.button.answers else turn.understood.about
    if whose is not None:
        turn_to(conversation, whose)
    changed = _learn(conversation, turn)
    if message is not None:
        message.learned = changed
    return changed


def _learn(conversation: Conversation, turn: DialogueTurn) -> list[str]:
    changed = learn(conversation, turn.understood.facts, CORRECTED if turn.understood.correction else "said")
    corrected = corrected_fact(conversation.facts, turn.understood) if not changed else None
    pressed = (turn.button.fact, turn.button.value) if turn.button and turn.button.answers else None
    for path, value in [answer for answer in (corrected, pressed) if answer]:
        with suppress(FactError):
            # A button may speak of a person who was erased meanwhile; the question is then simply asked again.
            changed += set_fact(conversation, path, value)
    return changed


def is_unsure(turn: DialogueTurn) -> bool:
    """Whether the resident says not to know."""
    return turn.understood.unsure or turn.intent == "unsure"


def goes_on(turn: DialogueTurn, changed: list[str]) -> bool:
    """Whether the message only goes on with the interview: nothing new was told, and nothing was misunderstood.

    So does one that cannot be meant for the question asked last, because the interview had ended or another household is
    turned to.
    """
    return not changed and (not turn.open or turn.intent in GOING_ON or turn.understood.about is not None)


def tells_again(conversation: Conversation, turn: DialogueTurn, changed: list[str]) -> bool:
    """Whether the message says what is known already, and nothing that could not be kept."""
    household, people = turn.understood.facts.get("household") or {}, turn.understood.facts.get("people") or []
    if changed or not (household.keys() - IMPLIED or people):
        return False
    known = conversation.facts.get("household", {})
    return all(_holds(known.get(name), value) for name, value in household.items()) and all(
        any(_is_known(person, said) for person in conversation.facts.get("people", [])) for said in people
    )


def leaves_open_whose(conversation: Conversation, turn: DialogueTurn) -> bool:
    """Whether a question about anybody was answered with something of somebody, and nothing says of whom."""
    asked = [path for path in asked_facts(conversation) if ANYBODY in path.split(".")]
    told = [str(mention.get("kind")) for mention in turn.understood.mentions if mention.get("value") is not None]
    return any(kind in path for path in asked for kind in told)


def _holds(known: Any, said: Any) -> bool:
    return set(said) <= set(known) if isinstance(known, list) and isinstance(said, list) else bool(known == said)


def _is_known(person: dict[str, Any], said: dict[str, Any]) -> bool:
    return all(person.get(name) == value for name, value in said.items() if name != "id")


def close_question(conversation: Conversation, turn: DialogueTurn, changed: list[str]) -> Closing:
    """What became of the open question: answered, put aside as not known or asked often enough, or still open."""
    asked = asked_facts(conversation)
    if not asked or turn.resume or goes_on(turn, changed) or tells_again(conversation, turn, changed):
        return "none"
    # A question may stay worth asking when its answer is only roughly known; it still is not asked for ever.
    known = any(is_known(conversation, path) for path in asked)
    unsure = is_unsure(turn) or (turn.intent == DENY and DIFFICULTIES in asked)
    conversation.asked_times += 1
    if unsure or conversation.asked_times >= MOST_ASKINGS:
        conversation.declined = [*conversation.declined, *asked]
        return "answered" if known and not unsure else "put_aside"
    return "answered" if known else "open"
