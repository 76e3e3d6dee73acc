"""Which policies a question means, as far as it says so itself or what was last spoken of does; the rest is for the search."""

from __future__ import annotations

from enum import Enum

from api.search.asking import Inquiry
from api.search.service import ranked
from knowledge.catalogue import load_catalogue
from retrieval.reranking import reranking
from retrieval.subjects import sides

PROGRESS, DIFFERENCE = "progress", "difference"
# So few characters beside the question how far it has come say which application is meant, and ask nothing else.
OF_AN_APPLICATION = 6


class Meant(Enum):
    """What a question means when it is no policy that could be named."""

    PROGRESS = "one's own application"
    NOTHING_YET = "something asked of nothing: which policy is meant was never said"
    TO_BE_SEARCHED = "what it tells"


def meant(inquiry: Inquiry) -> Meant | list[str]:
    """The policies that are meant, the likeliest first; or that they have to be searched for, or asked for."""
    question, spoken = inquiry.question, inquiry.spoken
    if question.kinds[:1] == (PROGRESS,) and len(question.left) <= OF_AN_APPLICATION:
        return Meant.PROGRESS
    if spoken.choosing and (chosen := _choice(inquiry)):
        return [chosen]
    if question.called:
        owners = list(dict.fromkeys(owner for group in question.called for owner in group))
        return _by_rank(inquiry, owners) if question.bare else Meant.TO_BE_SEARCHED
    follows = question.bare and (question.kinds or question.again)
    if follows or (question.pointing and question.kinds):
        known = [name for name in spoken.policies if load_catalogue().policies[name].in_force.holds_on(inquiry.day)]
        return known or (Meant.NOTHING_YET if follows and question.kinds else Meant.TO_BE_SEARCHED)
    return Meant.TO_BE_SEARCHED


def pair(inquiry: Inquiry) -> tuple[str, str] | None:
    """The two policies that are to be compared; None where the question does not say which two."""
    called = list(dict.fromkeys(_by_rank(inquiry, list(owners))[0] for owners in inquiry.question.called))
    if len(called) >= 2:
        return called[0], called[1]
    worded = sides(inquiry.question.text)
    if worded and (found := _found_for(inquiry, worded)):
        return found
    others = [name for name in inquiry.spoken.policies if name not in called]
    known = [*others[:1], *called] if called else others[:2]
    says_no_more = inquiry.question.bare or inquiry.question.pointing
    return (known[0], known[1]) if says_no_more and len(known) == 2 else None


def _found_for(inquiry: Inquiry, worded: list[str]) -> tuple[str, str] | None:
    """What a search surely finds for each side; None unless it is two different policies."""
    surely: list[str] = []
    for side in worded:
        hits, answerable = ranked(Inquiry(side, inquiry.locality, inquiry.as_of), frozenset())
        if not answerable or (len(hits) > 1 and hits[0].score - hits[1].score < reranking().close):
            return None
        surely.append(hits[0].policy_id)
    return (surely[0], surely[1]) if surely[0] != surely[1] else None


def _choice(inquiry: Inquiry) -> str | None:
    """Which of the policies offered is chosen: by its place or by its name."""
    offered, question = inquiry.spoken.policies, inquiry.question
    if question.chosen is not None and question.chosen < len(offered):
        return offered[question.chosen]
    named = {owner for group in question.called for owner in group}.intersection(offered)
    return named.pop() if len(named) == 1 else None


def _by_rank(inquiry: Inquiry, owners: list[str]) -> list[str]:
    """The policies one name belongs to, in the order in which the search finds them."""
    if len(owners) < 2:
        return owners
    hits, _ = ranked(inquiry, frozenset(owners))
    order = {hit.policy_id: place for place, hit in enumerate(hits)}
    return sorted(owners, key=lambda owner: order.get(owner, len(order)))
