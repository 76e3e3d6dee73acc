"""What the bot replies to a question: the answer with its clauses, two policies as a table, one question back, or whom to ask."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.dialogue.place_question import place_question
from api.dialogue.replies import policies_reply, text_reply
from api.dialogue.schemas import DialogueTurn
from api.models import Conversation, Message
from api.search.answering import Answer, find_answer
from api.search.asking import Inquiry, Spoken
from api.wording import words
from knowledge.catalogue import load_catalogue

Reply = dict[str, Any]
# So many of the last replies are looked through for the policy that was spoken of.
REPLIES_REMEMBERED = 12
MOST_STEPS = 3
SPOKEN = "spoken"


def answer_to(session: Session, conversation: Conversation, turn: DialogueTurn) -> Answer:
    """The answer to what was said, for the household as it is known and after what was last spoken of."""
    spoken = last_spoken(session, conversation)
    # While a question is open, and right after one was asked back, another would be one too many.
    may_ask = conversation.asked_fact is None and not spoken.choosing
    return find_answer(Inquiry(turn.text, conversation.locality, None, conversation.facts, spoken, may_ask))


def last_spoken(session: Session, conversation: Conversation) -> Spoken:
    """The policies the bot last spoke of: those of its last answer or question back, or the first steps of a plan."""
    latest = select(Message.data).where(Message.conversation_id == conversation.id, Message.sender == "bot")
    for data in session.scalars(latest.order_by(Message.id.desc()).limit(REPLIES_REMEMBERED)):
        if spoken := _spoken(data or {}):
            return spoken
    return Spoken()


def _spoken(data: dict[str, Any]) -> Spoken | None:
    told, known = data.get(SPOKEN), load_catalogue().policies
    if told:
        return Spoken(tuple(name for name in told["policies"] if name in known), told["kind"], told["choosing"])
    steps = [step["policy_id"] for step in data.get("plan") or []]
    return Spoken(tuple(name for name in steps[:MOST_STEPS] if name in known)) if steps else None


def answer_replies(conversation: Conversation, found: Answer) -> list[Reply]:
    """The replies for an answer: what is said of the best policy with its clauses, more to unfold; or an honest "don't know".

    Where to go depends on the place: while that is not known, it is asked for at the end.
    """
    if not found.answerable or not found.hits:
        return abstain_replies(found)
    if found.comparison is not None:
        reply = policies_reply(found.hits, found.text)
        reply["data"] |= {"comparison": found.comparison.model_dump(mode="json"), SPOKEN: _about(found, len(found.hits))}
        return [reply]
    if found.choice:
        return [_question_back(found)]
    first = policies_reply(found.hits[:1], found.text, found.where_to_go)
    first["data"][SPOKEN] = _about(found, 1)
    more = [policies_reply(found.hits[1:], words("dialogue")["answer"]["found_more"])] if len(found.hits) > 1 else []
    return [first, *more, *place_question(conversation, found)]


def _question_back(found: Answer) -> Reply:
    """Which policy is meant: a button for each, which asks about it what was asked."""
    reply = policies_reply(found.hits, found.text)
    choices = [{"title": hit.name, "value": f"say:{found.ask(hit)}"} for hit in found.hits]
    reply["buttons"] = [*choices, words("dialogue")["answer"]["human"]]
    reply["data"][SPOKEN] = {**_about(found, len(found.hits)), "choosing": True}
    return reply


def _about(found: Answer, policies: int) -> dict[str, Any]:
    return {
        "policies": [hit.policy_id for hit in found.hits[:policies]],
        "kind": found.kinds[0] if found.kinds else None,
        "choosing": False,
    }


def abstain_replies(found: Answer) -> list[Reply]:
    """Says that nothing in the catalogue answers: whose business it is, where known, else the nearest names; and a person."""
    wording = words("dialogue")
    data: dict[str, Any] = {"abstained": True}
    if found.elsewhere is not None:
        return [text_reply(found.text, [wording["answer"]["human"]], data | {"elsewhere": found.elsewhere.model_dump()})]
    nearest = [{"title": hit.name, "value": f"say:{hit.name}"} for hit in found.hits[:3]]
    if found.hits:
        data["nearest"] = [hit.policy_id for hit in found.hits[:3]]
    text = found.text + ("\n" + wording["abstain"]["nearest"] if nearest else "")
    return [text_reply(text, [*nearest, wording["answer"]["human"]], data)]
