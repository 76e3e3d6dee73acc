"""`POST /v1/hotline/assist`: asked at every pause of the keys, so nothing is written and nobody waits for a turn to write."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from api.chat.text import has_words
from api.core.errors import TooLongError
from api.core.problems import refusals
from api.core.settings import settings
from api.hotline.call import understood
from api.hotline.schemas import AssistOut, AssistRequest
from api.hotline.service import assist
from api.staff.sessions import Token, whoever_may

router = APIRouter(prefix="/v1/hotline", tags=["staff"], responses=refusals(401, 403))


@router.post("/assist")
async def help_with_a_call(body: AssistRequest, request: Request, token: Token) -> AssistOut:
    """What the caller has told so far as facts, with fitting policies, the next question and what to read out.

    Nothing of it is kept. While understanding or the index is away the rest still comes, and `degraded` says what is missing.
    """
    account = await run_in_threadpool(whoever_may, token, "hotline.assist")
    if len(body.text) > settings().message_limit:
        raise TooLongError("message_too_long", limit=settings().message_limit, length=len(body.text))
    told = has_words(body.text)
    said = await understood(request.app.state.parts.understanding, body) if told else []
    return await run_in_threadpool(assist, body, said, account.place)
