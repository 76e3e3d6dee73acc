"""Searches the catalogue and words an answer from the entry's own fields, each sentence with its clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.core.clock import today
from api.core.metrics import SEARCHES
from api.core.settings import settings
from api.search.holder import holder
from api.search.windows import WindowsOut, in_words, where_to_go, windows_at
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.places import HUKOU, place_for
from knowledge.policy import Days, Labelled, Policy
from retrieval.citation import asks_for
from retrieval.search import Hit
from retrieval.text import normalise_query

ANSWER_POLICIES = 3
PLACE = "place"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gets: the worded answer and the policies behind it; nothing is worded when it is not answerable.

    where_to_go: for the first policy, where the question asks for it.
    """

    text: str
    hits: list[Hit]
    answerable: bool
    where_to_go: WindowsOut | None = None


def search(query: str, *, locality: str | None, as_of: date | None, limit: int) -> tuple[list[Hit], bool]:
    """The best policies for a question and whether any of them answers it."""
    result = holder.get().search(query, as_of=as_of or today(), locality=locality or settings().default_locality, limit=limit)
    SEARCHES.labels(answerable=str(result.answerable).lower()).inc()
    return result.results, result.answerable


def find_answer(
    query: str, locality: str | None = None, as_of: date | None = None, household: Mapping[str, Any] | None = None
) -> Answer:
    """The answer to a question, worded from the best policy; unanswerable with no words when nothing fits.

    household: its facts. The places among them come before `locality`, where the question is asked.
    """
    day, family, asked_at = as_of or today(), household or {}, locality or settings().default_locality
    place = place_for(HUKOU, family, asked_at)
    hits, answerable = search(query, locality=place, as_of=day, limit=ANSWER_POLICIES)
    if not answerable or not hits:
        return Answer("", hits, False)
    best = load_catalogue().policy(hits[0].policy_id, place, day)
    windows = where_to_go(best, family, asked_at) if asks_for(normalise_query(query), PLACE) else None
    return Answer(_summary(best, hits[0], day, windows), hits, True, windows)


def _summary(policy: Policy, hit: Hit, day: date, windows: WindowsOut | None) -> str:
    """The entry in a few lines, with the clauses found and the day for which it is said."""
    wording = words("dialogue")["answer"]
    days = policy.apply.days
    values = {
        "name": policy.name,
        "who": policy.who,
        "benefit": policy.benefit.text,
        **_where(policy, windows),
        "papers": "、".join(policy.papers),
        "days": _days(days) if days else "",
        "basis": wording["basis"].format(refs="；".join(passage.ref for passage in hit.passages), day=day)
        if hit.passages
        else "",
    }
    return _lines(values)


def where_in_words(policy: Policy, windows: WindowsOut) -> str:
    """The name of a policy and where to go for it, in a few lines."""
    return _lines({"name": policy.name, **_where(policy, windows)})


def _where(policy: Policy, windows: WindowsOut | None) -> dict[str, str]:
    if windows is None:
        return {"where": policy.apply.where}
    return {"where": policy.apply.where, "before_going": windows.before_going or "", "windows": in_words(windows)}


def _lines(values: dict[str, str]) -> str:
    """What is known, one line each, in the order of the wording."""
    lines = words("dialogue")["answer"]["found"]
    return "\n".join(line.format(value=values[part]) for part, line in lines.items() if values.get(part))


def _days(days: Days) -> str:
    wording = words("dialogue")["answer"]["days"]
    limit = str(wording[days.unit].format(count=days.count, clause=days.clause))
    return str(wording["with_note"].format(limit=limit, note=days.note)) if days.note else limit


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
