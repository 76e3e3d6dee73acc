"""What a person is handed with a conversation, so that the resident need not say it again."""

from __future__ import annotations

from typing import Any

from api.assessment.service import judge_for, tags, warnings
from api.core.clock import today
from api.dialogue.facts import readback
from api.models import Conversation
from api.search.service import policies_by_id
from api.search.windows import where_to_go
from api.wording import words
from knowledge.catalogue import load_catalogue


def packet(conversation: Conversation, doubted: list[dict[str, Any]]) -> dict[str, Any]:
    """Facts and how each was learned, what was declined, which policies were shown, consent, reason and priority.

    doubted: the verdicts the resident wants a person to look at again.
    `tags` and `warnings`, what the facts mean for a register, are for staff alone: no resident is sent them.
    """
    return {
        # Whose household these facts are of, when it is not the resident's own, and what was told of others.
        "about": conversation.about,
        "set_aside": {whose: kept["facts"] for whose, kept in conversation.set_aside.items()},
        "facts": conversation.facts,
        "readback": [{**row, "origin": conversation.provenance.get(row["path"])} for row in readback(conversation)],
        "provenance": conversation.provenance,
        **_register(conversation),
        "declined": conversation.declined,
        "policies_shown": _shown(conversation),
        "review": doubted,
        "consent": conversation.facts_consent,
        "reason": conversation.handover_reason,
        "reason_text": reason_text(conversation),
        "priority": conversation.priority,
    }


def _register(conversation: Conversation) -> dict[str, Any]:
    """The tags of the register and what should be looked at again; nothing while nothing is known."""
    if not any(conversation.facts.values()):
        return {"tags": [], "warnings": []}
    judge = judge_for(conversation.facts, conversation.locality)
    return {
        "tags": [tag.model_dump(mode="json") for tag in tags(judge)],
        "warnings": [warning.model_dump(mode="json") for warning in warnings(judge)],
    }


def _shown(conversation: Conversation) -> list[dict[str, Any]]:
    """The policies shown, each with where the resident goes for it; null for one that left the catalogue."""
    shown = conversation.policies_shown
    return [
        {"policy_id": identifier, "name": name, **_where(identifier, conversation)}
        for identifier, name in zip(shown, policies_by_id(shown), strict=True)
    ]


def _where(identifier: str, conversation: Conversation) -> dict[str, Any]:
    """The words of the policy as they stand for the place, and the windows there."""
    policy = load_catalogue().policies.get(identifier)
    if policy is None:
        return {"where": None, "where_to_go": None}
    windows = where_to_go(policy, conversation.facts.get("household", {}), conversation.locality)
    local = load_catalogue().policy(identifier, windows.locality, today())
    return {"where": local.apply.where, "where_to_go": windows.model_dump(mode="json")}


def reason_text(conversation: Conversation) -> str | None:
    """Why a person is wanted, in words; a reason the resident gave in their own words stays as it is."""
    reason = conversation.handover_reason
    return str(words("staff")["reasons"].get(reason, reason)) if reason else None
