"""The residents' calls: conversations, consent, messages, events, facts, hand-over, feedback."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Request, Response, status
from starlette.concurrency import run_in_threadpool

from api.audit import record
from api.chat.conversations import (
    COOKIE,
    SEPARATOR,
    ConversationKey,
    OwnKey,
    erase,
    open_conversation,
    own_conversation,
    own_conversation_to_read,
)
from api.chat.events import event_stream
from api.chat.messages import add_reply, as_reply, history
from api.chat.review import REVIEW, ask_review
from api.chat.schemas import (
    ConsentOut,
    ConsentRequest,
    ConversationOut,
    ConversationRequest,
    FactsOut,
    FactsPatch,
    FeedbackRequest,
    HandoverOut,
    HandoverRequest,
    HistoryOut,
    MessageRequest,
    TurnOut,
)
from api.chat.turns import take_turn
from api.core.clock import now, shown
from api.core.database import unit_of_work
from api.core.errors import NotFoundError
from api.core.event_stream import EventStreamResponse, last_event_id, stream_response
from api.core.problems import refusals
from api.core.rate_limit import limit_conversation
from api.core.settings import settings
from api.core.text_types import LARGEST_ID, number_of
from api.dialogue.facts import readback, set_fact
from api.dialogue.service import greeting, plan_again
from api.handover.service import hand_over
from api.models import Consent, Feedback, Message
from api.wording import words
from knowledge.catalogue import load_catalogue

router = APIRouter(prefix="/v1/conversations", tags=["residents"], responses=refusals(401, 404))
After = Annotated[int, Query(ge=0, le=LARGEST_ID)]


def _limit(key: OwnKey) -> None:
    limit_conversation(key.identifier, key.token)


# Whatever changes a conversation.
LIMITED = [Depends(_limit)]


@router.post("", status_code=status.HTTP_201_CREATED)
def start_conversation(request: ConversationRequest, response: Response) -> ConversationOut:
    """A new conversation with its key, which is also set as an HttpOnly cookie for event streams."""
    with unit_of_work() as session:
        conversation, token = open_conversation(session, request.channel, request.locality)
        first = add_reply(session, conversation, greeting())
        response.set_cookie(
            COOKIE,
            f"{conversation.id}{SEPARATOR}{token}",
            max_age=int(settings().resume_for.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=settings().cookies_are_secure,
            path="/",
        )
        return ConversationOut(id=conversation.id, token=token, replies=[as_reply(first)])


@router.post("/{identifier}/consent", dependencies=LIMITED)
def give_consent(request: ConsentRequest, key: OwnKey) -> ConsentOut:
    """Records consent or its withdrawal with the wording's version and the time."""
    with own_conversation(key) as (session, conversation):
        consent = Consent(
            conversation_id=conversation.id,
            scope=request.scope,
            granted=request.granted,
            wording_version=words("dialogue")["consent"]["version"],
            at=now(),
        )
        session.add(consent)
        if request.scope == "facts":
            conversation.facts_consent = request.granted
        record(session, "resident", f"consent_{request.scope}_{'given' if request.granted else 'withdrawn'}", conversation.id)
        return ConsentOut(
            scope=consent.scope, granted=consent.granted, wording_version=consent.wording_version, at=shown(consent.at)
        )


@router.post("/{identifier}/messages", dependencies=LIMITED)
async def say(key: OwnKey, body: MessageRequest, request: Request) -> TurnOut:
    """One turn. The bot's answer, or nothing while a person answers; the same client_id twice gives the same answer once."""
    return await take_turn(request.app.state.parts, key.identifier, key.token, body)


@router.get("/{identifier}/messages")
def show_history(
    key: OwnKey,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 200,
) -> HistoryOut:
    """What was said after a message id, oldest first, to resume."""
    with own_conversation_to_read(key) as (session, conversation):
        messages = [as_reply(message) for message in history(session, conversation.id, after, limit)]
        return HistoryOut(messages=messages, mode=conversation.mode, facts_consent=conversation.facts_consent)  # type: ignore[arg-type]


@router.get("/{identifier}/events", response_class=EventStreamResponse)
async def follow(key: OwnKey, request: Request, after: After = 0) -> EventStreamResponse:
    """Server-sent events: replies, agent joined or left, queue position. Last-Event-ID resumes after a break."""
    await run_in_threadpool(_check, key)
    seen = last_event_id(request)
    return stream_response(request, event_stream(key.identifier, after if seen is None else seen))


def _check(key: ConversationKey) -> None:
    with own_conversation_to_read(key):
        return


@router.get("/{identifier}/facts")
def show_facts(key: OwnKey) -> FactsOut:
    """What was understood, and how each fact was learned."""
    with own_conversation_to_read(key) as (_, conversation):
        rows = readback(conversation)
        return FactsOut.model_validate({"facts": conversation.facts, "provenance": conversation.provenance, "readback": rows})


@router.patch("/{identifier}/facts", dependencies=LIMITED)
def correct_facts(patch: FactsPatch, key: OwnKey) -> FactsOut:
    """Corrects facts by their paths; null makes a fact unknown again. A plan that was shown is made anew."""
    with own_conversation(key) as (session, conversation):
        for path, value in patch.set.items():
            set_fact(conversation, path, value)
        # While a person answers, the bot says nothing of its own.
        anew = plan_again(conversation) if conversation.mode != "human" else []
        replies = [as_reply(add_reply(session, conversation, reply)) for reply in anew]
        return FactsOut.model_validate({"facts": conversation.facts, "provenance": conversation.provenance, "replies": replies})


@router.delete("/{identifier}", status_code=status.HTTP_204_NO_CONTENT)
async def erase_conversation(key: OwnKey, request: Request, response: Response) -> None:
    """Erases the conversation with everything said and understood in it, also what the dialogue engine remembers of it."""
    await run_in_threadpool(_erase, key)
    await request.app.state.parts.rasa.forget([key.identifier])
    response.delete_cookie(COOKIE, path="/")


def _erase(key: ConversationKey) -> None:
    with own_conversation(key) as (session, conversation):
        erase(session, conversation)


@router.post("/{identifier}/handover", dependencies=LIMITED)
def ask_for_a_person(request: Annotated[HandoverRequest, Body(default_factory=HandoverRequest)], key: OwnKey) -> HandoverOut:
    """Puts the conversation into the human queue; works while the bot is down."""
    with own_conversation(key) as (session, conversation):
        if request.review is not None:
            said = [ask_review(session, conversation, request.review)]
            said.append(add_reply(session, conversation, hand_over(session, conversation, REVIEW)))
        else:
            said = [add_reply(session, conversation, hand_over(session, conversation, request.reason or "asked"))]
        return HandoverOut(mode=conversation.mode, replies=[as_reply(reply) for reply in said])  # type: ignore[arg-type]


@router.post("/{identifier}/feedback", status_code=status.HTTP_204_NO_CONTENT, dependencies=LIMITED)
def judge_reply(request: FeedbackRequest, key: OwnKey) -> None:
    """Whether a reply was useful."""
    with own_conversation(key) as (session, conversation):
        number = number_of(request.message_id)
        message = session.get(Message, number) if number is not None else None
        if message is None or message.conversation_id != conversation.id:
            raise NotFoundError("message_unknown")
        feedback = Feedback(
            conversation_id=conversation.id,
            message_id=message.id,
            useful=request.useful,
            reason=request.reason,
            catalogue_version=load_catalogue().version,
            at=now(),
        )
        session.add(feedback)
