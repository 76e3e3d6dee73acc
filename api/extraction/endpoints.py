"""`POST /v1/extract`: what one utterance says."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from api.assessment.schemas import Facts
from api.chat.schemas import Said
from api.core.errors import TooLongError
from api.core.problems import refusals
from api.core.settings import settings

router = APIRouter(prefix="/v1", tags=["knowledge"], responses=refusals())


class ExtractRequest(BaseModel):
    text: Said


class ExtractOut(BaseModel):
    """facts as rules take them; mentions lists every quantity, also those no fact takes."""

    facts: Facts
    mentions: list[dict[str, Any]]


@router.post("/extract")
async def extract(body: ExtractRequest, request: Request) -> ExtractOut:
    """Understands one utterance, by the same code that serves the chat."""
    if len(body.text) > settings().message_limit:
        raise TooLongError("message_too_long", limit=settings().message_limit, length=len(body.text))
    understood = await request.app.state.parts.understanding.of(body.text)
    return ExtractOut(facts=Facts.model_validate(understood["facts"]), mentions=understood["mentions"])
