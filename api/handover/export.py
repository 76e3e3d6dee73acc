"""The packet in one piece, to be carried to another office: as data, and as a page to print. Notes of staff stay behind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.audit import record
from api.chat.messages import HISTORY_LIMIT, as_reply, history
from api.chat.review import doubted_verdicts
from api.chat.schemas import Reply
from api.core.clock import now, shown
from api.handover.attendance import attendances_out
from api.handover.packet import packet
from api.handover.schemas import PacketOut
from api.models import Consent, Conversation
from api.wording import words
from knowledge.catalogue import load_catalogue


def exported(session: Session, conversation: Conversation, name: str) -> PacketOut:
    """Everything a colleague elsewhere needs to go on; that it was exported is recorded."""
    record(session, name, "packet_exported", conversation.id)
    return PacketOut(
        label=words("dialogue")["automatic"],
        service=words("service")["title"],
        conversation_id=conversation.id,
        channel=conversation.channel,
        exported_at=shown(now()),
        exported_by=name,
        catalogue_version=load_catalogue().version,
        packet=packet(session, conversation, doubted_verdicts(session, conversation.id)),
        consents=_consents(session, conversation.id),
        attendances=attendances_out(session, conversation.id),
        outcome=conversation.outcome,
        transcript=_transcript(session, conversation.id),
    )


def _consents(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    given = select(Consent).where(Consent.conversation_id == conversation_id).order_by(Consent.at)
    return [
        {"scope": one.scope, "granted": one.granted, "wording_version": one.wording_version, "at": shown(one.at)}
        for one in session.scalars(given)
    ]


def _transcript(session: Session, conversation_id: str) -> list[Reply]:
    """Everything that was said, a page of it at a time."""
    said: list[Reply] = []
    page = history(session, conversation_id)
    while page:
        said += [as_reply(message) for message in page]
        page = history(session, conversation_id, page[-1].id) if len(page) == HISTORY_LIMIT else []
    return said
