"""Searches the catalogue, and shows its entries whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from api.core.clock import today
from api.core.metrics import SEARCHES
from api.core.settings import settings
from api.search.asking import Inquiry
from api.search.holder import holder
from api.search.windows import windows_at
from knowledge.catalogue import load_catalogue
from knowledge.policy import Labelled, Policy
from retrieval.reranking import rerank, reranking, shift_by_facts
from retrieval.search import Hit, SearchResult


def search(query: str, *, locality: str | None, as_of: date | None, limit: int) -> tuple[list[Hit], bool]:
    """The best policies for a question and whether any of them answers it."""
    result = look_up(query, locality=locality, as_of=as_of, limit=limit)
    SEARCHES.labels(answerable=str(result.answerable).lower()).inc()
    return result.results, result.answerable


def look_up(query: str, *, locality: str | None, as_of: date | None, limit: int) -> SearchResult:
    """The same with what led to it; staff's trials are no residents' searches and are not counted."""
    return holder.get().search(query, as_of=as_of or today(), locality=locality or settings().default_locality, limit=limit)


def ranked(inquiry: Inquiry, called: frozenset[str]) -> tuple[list[Hit], bool]:
    """The same for an inquiry, ranked again by what is known of the household.

    called: the policies that the question calls by name.
    """
    hits, answerable = search(inquiry.query, locality=inquiry.place, as_of=inquiry.day, limit=reranking().within)
    if not any(inquiry.facts.values()):
        return hits, answerable
    shift = shift_by_facts(load_catalogue(), dict(inquiry.facts), inquiry.asked_at, inquiry.day)
    return rerank(hits, shift, load_catalogue(), called), answerable


def policies_by_id(policy_ids: list[str]) -> list[str]:
    """The names of policies, in order; one that left the catalogue keeps its id."""
    policies = load_catalogue().policies
    return [policies[identifier].name if identifier in policies else identifier for identifier in policy_ids]


def entry(policy: Policy, locality: str | None = None) -> dict[str, Any]:
    """The whole entry as the contract sends it, without what only retrieval needs; its windows where a place is given."""
    body = policy.model_dump(mode="json", by_alias=True, exclude={"phrases", "rule"}, exclude_none=True)
    body["policy_id"] = policy.id
    body["windows"] = windows_at(locality, policy).model_dump(mode="json")["windows"] if locality else []
    body["conditions"] = [
        {"label": part.label, "clause": part.clause, "note": part.note} for part in policy.rule.all if isinstance(part, Labelled)
    ]
    return body
