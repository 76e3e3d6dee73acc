"""What a person is handed with a conversation, so that the resident need not say it again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.assessment.service import judge_for, tags, warnings
from api.core.clock import today
from api.dialogue.facts import readback, readback_of
from api.dialogue.subjects import SELF, to_staff
from api.models import Conversation, Message
from api.search.service import policies_by_id
from api.search.windows import where_to_go
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.planner import fact_label


def packet(session: Session, conversation: Conversation, doubted: list[dict[str, Any]]) -> dict[str, Any]:
    """Facts and how each was learned, what is not known or was declined, policies shown, consent, reason and priority.

    doubted: the verdicts the resident wants a person to look at again.
    `tags` and `warnings`, what the facts mean for a register, are for staff alone: no resident is sent them.
    """
    return {
        # Whose household these facts are of, when it is not the resident's own, and what was told of others.
        "about": conversation.about,
        "about_name": to_staff(conversation.about) if conversation.about else None,
        "set_aside": {whose: kept["facts"] for whose, kept in conversation.set_aside.items()},
        "others": _others(conversation),
        "facts": conversation.facts,
        "readback": [{**row, "origin": conversation.provenance.get(row["path"])} for row in readback(conversation)],
        "provenance": conversation.provenance,
        **_register(conversation),
        "declined": conversation.declined,
        "unknown": unknown(conversation),
        "policies_shown": _shown(conversation, clauses_shown(session, conversation.id)),
        "review": doubted,
        "consent": conversation.facts_consent,
        "reason": conversation.handover_reason,
        "reason_text": reason_text(conversation),
        "priority": conversation.priority,
    }


def _others(conversation: Conversation) -> list[dict[str, Any]]:
    """The other households that were told of, by name, with what is known of each."""
    told = [(whose, kept["facts"]) for whose, kept in conversation.set_aside.items() if any(kept["facts"].values())]
    return [
        {"whose": whose, "name": to_staff(whose), "readback": readback_of(facts, None if whose == SELF else whose)}
        for whose, facts in told
    ]


def _register(conversation: Conversation) -> dict[str, Any]:
    """The tags of the register and what should be looked at again; nothing while nothing is known."""
    if not any(conversation.facts.values()):
        return {"tags": [], "warnings": []}
    judge = judge_for(conversation.facts, conversation.locality)
    return {
        "tags": [tag.model_dump(mode="json") for tag in tags(judge)],
        "warnings": [warning.model_dump(mode="json") for warning in warnings(judge)],
    }


def unknown(conversation: Conversation) -> list[dict[str, Any]]:
    """What is not known: what the resident could not say (`declined`), and what policies shown still depend on (`missing`)."""
    judge = judge_for(conversation.facts, conversation.locality)
    shown = set(conversation.policies_shown)
    open_facts = [path for result in judge.results() if result.policy.id in shown for path in result.missing]
    told = dict.fromkeys(conversation.declined, "declined") | {
        path: "missing" for path in dict.fromkeys(open_facts) if path not in conversation.declined
    }
    return [{"path": path, "label": fact_label(path, judge.situation), "why": why} for path, why in told.items()]


def clauses_shown(session: Session, conversation_id: str) -> dict[str, dict[str, str | None]]:
    """By policy, the clauses the resident was shown with their words: of answers, and behind the verdicts of plans."""
    kept = select(Message.data).where(Message.conversation_id == conversation_id, Message.type.in_(("policies", "plan")))
    found: dict[str, dict[str, str | None]] = {}
    for data in session.scalars(kept.order_by(Message.id)):
        for policy in (data or {}).get("policies", []):
            found.setdefault(policy["policy_id"], {}).update({clause["ref"]: clause["text"] for clause in policy["clauses"]})
        for result in (data or {}).get("results", []):
            reasons = {reason["clause"]: reason.get("clause_text") for reason in result["reasons"]}
            found[result["policy_id"]] = reasons | found.get(result["policy_id"], {})
    return found


def _shown(conversation: Conversation, clauses: dict[str, dict[str, str | None]]) -> list[dict[str, Any]]:
    """The policies shown, each with its clauses and where the resident goes for it; null for one that left the catalogue."""
    shown = conversation.policies_shown
    return [
        {
            "policy_id": identifier,
            "name": name,
            "clauses": [{"ref": ref, "text": text} for ref, text in clauses.get(identifier, {}).items()],
            **_where(identifier, conversation),
        }
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
