"""What a person is handed with a conversation, so that the resident need not say it again."""

from __future__ import annotations

from typing import Any

from api.dialogue.facts import readback
from api.models import Conversation
from api.search.service import policies_by_id
from api.wording import words


def packet(conversation: Conversation) -> dict[str, Any]:
    """Facts and how each was learned, what was declined, which policies were shown, consent, reason and priority."""
    shown = conversation.policies_shown
    names = policies_by_id(shown)
    return {
        "facts": conversation.facts,
        "readback": [{**row, "origin": conversation.provenance.get(row["path"])} for row in readback(conversation)],
        "provenance": conversation.provenance,
        "declined": conversation.declined,
        "policies_shown": [{"policy_id": identifier, "name": name} for identifier, name in zip(shown, names, strict=True)],
        "consent": conversation.facts_consent,
        "reason": conversation.handover_reason,
        "reason_text": reason_text(conversation),
        "priority": conversation.priority,
    }


def reason_text(conversation: Conversation) -> str | None:
    """Why a person is wanted, in words; a reason the resident gave in their own words stays as it is."""
    reason = conversation.handover_reason
    return str(words("staff")["reasons"].get(reason, reason)) if reason else None
