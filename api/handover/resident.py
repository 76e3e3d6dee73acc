"""What residents send about a hand-over: a message while nobody is there, and how an attendance was."""

from __future__ import annotations

from fastapi import APIRouter, Depends, status

from api.chat.conversations import OwnKey, own_conversation
from api.chat.messages import as_reply
from api.core.errors import ConflictError
from api.core.problems import refusals
from api.core.rate_limit import limit_conversation
from api.core.text_types import number_of
from api.handover.attendance import rate
from api.handover.callbacks import leave
from api.handover.schemas import CallbackLeftOut, CallbackRequest, SatisfactionRequest


def _limit(key: OwnKey) -> None:
    limit_conversation(key.identifier, key.token)


router = APIRouter(
    prefix="/v1/conversations", tags=["residents"], responses=refusals(401, 404, 409), dependencies=[Depends(_limit)]
)


@router.post("/{identifier}/callback", status_code=status.HTTP_201_CREATED)
def leave_message(body: CallbackRequest, key: OwnKey) -> CallbackLeftOut:
    """Leaves a message and a number to call; the same client_id twice is one message. The bot answers again afterwards."""
    with own_conversation(key) as (session, conversation):
        said = leave(session, conversation, body.phone.get_secret_value(), body.text, body.client_id)
        return CallbackLeftOut(mode=conversation.mode, replies=[as_reply(reply) for reply in said])  # type: ignore[arg-type]


@router.post("/{identifier}/satisfaction", status_code=status.HTTP_204_NO_CONTENT)
def judge_attendance(body: SatisfactionRequest, key: OwnKey) -> None:
    """How an attendance was, 1 to 5 or in words, each once."""
    with own_conversation(key) as (session, conversation):
        number = number_of(body.attendance)
        if number is None:
            raise ConflictError("not_rateable")
        rate(session, conversation, number, body.score, body.word)
