"""`/v1/staff/outbox`: what waits to leave the building, and what was given up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.core.problems import refusals
from api.core.text_types import LARGEST_ID
from api.gateway.letters import PAGE, LetterOut, LettersOut, State, letters, replay
from api.staff.sessions import Token, permitted

router = APIRouter(prefix="/v1/staff/outbox", tags=["staff"], responses=refusals(401, 403, 404, 409))
Cursor = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]


@router.get("")
def list_letters(
    token: Token, state: State | None = None, cursor: Cursor = None, limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE
) -> LettersOut:
    """What was put into the outbox, the newest first, without its content."""
    with permitted(token, "gateway.see") as (session, _):
        return letters(session, state, cursor, limit)


@router.post("/{identifier}/replay")
def replay_letter(identifier: Annotated[int, Path(ge=1, le=LARGEST_ID)], token: Token) -> LetterOut:
    """Sends again what was given up: the wait and the counting begin anew."""
    with permitted(token, "gateway.replay") as (session, account):
        return replay(session, identifier, account.name)
