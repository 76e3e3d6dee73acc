"""What staff write down for each other about a conversation. It goes to no resident, whatever they ask for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.audit import record
from api.chat.text import clean
from api.core.clock import now, shown
from api.core.errors import InvalidInputError
from api.models import Conversation, ConversationNote


def add_note(session: Session, conversation: Conversation, name: str, text: str, client_id: str | None) -> ConversationNote:
    """Keeps a note; the same client_id twice is one note. Raises InvalidInputError."""
    cleaned = clean(text)
    if not cleaned:
        raise InvalidInputError("note_empty", field="text")
    of_it = ConversationNote.conversation_id == conversation.id
    known = session.scalar(select(ConversationNote).where(of_it, ConversationNote.client_id == client_id)) if client_id else None
    if known is not None:
        return known
    note = ConversationNote(conversation_id=conversation.id, by=name, text=cleaned, client_id=client_id, at=now())
    session.add(note)
    session.flush()
    record(session, name, "note_written", conversation.id)
    return note


def notes_out(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """The notes of a conversation, the first one first."""
    query = select(ConversationNote).where(ConversationNote.conversation_id == conversation_id).order_by(ConversationNote.id)
    return [note_out(note) for note in session.scalars(query)]


def note_out(note: ConversationNote) -> dict[str, Any]:
    """One note as staff are sent it."""
    return {"id": str(note.id), "by": note.by, "text": note.text, "at": shown(note.at)}
