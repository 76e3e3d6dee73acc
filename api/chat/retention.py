"""Forgets what nobody agreed to have kept: facts and messages of idle conversations without consent, and old trackers.

The trackers of the dialogue engine hold what was typed and are worth nothing after a day: what matters stands in the database.
"""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update
from starlette.concurrency import run_in_threadpool

from api.core.clock import now
from api.core.database import unit_of_work
from api.core.settings import settings
from api.models import Attendance, Conversation, ConversationNote, ConversationTopic, Message
from api.rasa import Rasa

EVERY_SECONDS = 600


def forget_idle() -> int:
    """Clears facts, messages and notes of conversations idle beyond the limit without consent; the number of conversations.

    The read-backs and plans among the messages say the same facts. Who waits for a person or talks to one is left alone.
    """
    limit = now() - settings().keep_without_consent
    without_consent = or_(Conversation.facts_consent.is_(None), Conversation.facts_consent.is_(False))
    forgotten = (Conversation.active_at < limit, Conversation.mode == "bot", without_consent)
    with unit_of_work() as session:
        # The conversation before its rows, as everywhere: who locks them the other way round would wait for ever.
        query = (
            update(Conversation)
            .where(*forgotten)
            .values(facts={}, provenance={}, declined=[], policies_shown=[], set_aside={}, about=None)
        )
        count = session.connection().execute(query).rowcount
        gone = select(Conversation.id).where(*forgotten)
        for said in (Message, ConversationNote):
            session.execute(delete(said).where(said.conversation_id.in_(gone)))
        session.execute(update(Attendance).where(Attendance.conversation_id.in_(gone)).values(word=None))
        # What was asked about is counted on, but no longer as this conversation's.
        of_gone = ConversationTopic.conversation_id.in_(gone)
        session.execute(update(ConversationTopic).where(of_gone).values(conversation_id=None))
        return count


async def forget_what_is_old(rasa: Rasa) -> None:
    """Forgets in both places; what Rasa remembers only while Rasa is there."""
    await run_in_threadpool(forget_idle)
    if await rasa.ready():
        await rasa.forget(idle_since=now() - settings().keep_without_consent)
