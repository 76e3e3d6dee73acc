"""`POST /internal/conversations/{id}/{verb}`: called by the bot's actions, with the internal token, from this machine.

These calls run on workers of their own, so that residents' calls can never keep an action waiting.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Header, Path

from api.chat.conversations import find
from api.chat.danger import care
from api.core.database import unit_of_work
from api.core.errors import NotAuthorisedError, NotFoundError
from api.core.security import same
from api.core.settings import settings
from api.core.text_types import Code
from api.dialogue.failures import counted
from api.dialogue.progress import asks_for_progress
from api.dialogue.schemas import DialogueAnswer, DialogueTurn
from api.dialogue.service import VERBS
from api.dialogue.situations import turned_reply

WORKERS = 16


def require_internal_token(x_internal_token: Annotated[str, Header()] = "") -> None:
    """Refuses every caller that does not share the secret of the installation."""
    if not same(x_internal_token, settings().internal_token.get_secret_value()):
        raise NotAuthorisedError("internal_only")


router = APIRouter(prefix="/internal", dependencies=[Depends(require_internal_token)], include_in_schema=False)


@cache
def _workers() -> CapacityLimiter:
    return CapacityLimiter(WORKERS)


@router.post("/conversations/{identifier}/{verb}")
async def answer_action(identifier: Annotated[Code, Path(max_length=32)], verb: str, turn: DialogueTurn) -> DialogueAnswer:
    """Does one thing for an action and says what to utter."""
    if verb not in VERBS:
        raise NotFoundError("no_such_page")
    return await to_thread.run_sync(_run, identifier, verb, turn, limiter=_workers())


def _run(identifier: str, verb: str, turn: DialogueTurn) -> DialogueAnswer:
    with unit_of_work() as session:
        conversation = find(session, identifier)
        verb = "progress" if asks_for_progress(session, conversation, verb, turn) else verb
        about, told = conversation.about, {*conversation.set_aside}
        answer = counted(conversation, turn, VERBS[verb](session, conversation, turn))
        if conversation.about != about and verb != "forget":
            answer.replies.insert(0, turned_reply(conversation, told))
        if turn.understood.concern and not turn.resume:
            answer.replies.extend(care(session, conversation, turn.understood.concern))
        return answer
