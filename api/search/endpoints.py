"""`GET /v1/policies`, `GET /v1/policies/{id}`, `GET /v1/windows` and `GET /v1/answers`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.assessment.schemas import PLACE_PATTERN
from api.chat.text import clean, has_words
from api.core.clock import today
from api.core.problems import refusals
from api.core.settings import settings
from api.core.text_types import Code, Day
from api.search.answering import Answer, find_answer
from api.search.asking import Inquiry, Spoken
from api.search.comparison import ComparisonOut
from api.search.elsewhere import ElsewhereOut
from api.search.service import entry, search
from api.search.windows import WindowsOut, windows_at
from knowledge.catalogue import load_catalogue

router = APIRouter(prefix="/v1", tags=["knowledge"], responses=refusals(404))
MOST_CHARACTERS_SEARCHED = 500
MOST_SPOKEN_OF = 3

Locality = Annotated[str | None, Query(pattern=PLACE_PATTERN)]
# An address longer than this is refused by servers before it comes here.
Question = Annotated[str, Query(max_length=1_000)]
Cursor = Annotated[str, Query(pattern=r"^[0-9]{1,6}$")]


class PassageOut(BaseModel):
    text: str
    ref: str


class FoundPolicy(BaseModel):
    policy_id: str
    name: str
    department: str
    score: float | None
    passages: list[PassageOut]


class PoliciesOut(BaseModel):
    """next_cursor: what to ask for the next page with; null on the last one."""

    results: list[FoundPolicy]
    answerable: bool
    next_cursor: str | None = None


class CitationOut(BaseModel):
    policy_id: str
    ref: str
    text: str


class StatementOut(BaseModel):
    """One sentence about a policy."""

    policy_id: str
    part: Annotated[
        str, Field(description="who, conditions, benefit, numbers, worked_out, where, before_going, windows, papers or days")
    ]
    text: str
    refs: Annotated[
        list[str],
        Field(description="the clauses or the source behind it; empty where it is no claim of the entry, as whom to call"),
    ]
    day: Annotated[date, Field(description="on which these hold, or were checked")]


class OptionOut(BaseModel):
    """A policy that may be meant, and the whole question to ask about it."""

    policy_id: str
    name: str
    ask: Annotated[str, Field(description="a whole question, to be sent as `q` when this one is chosen")]


class AnswerOut(BaseModel):
    """An answer with what it rests on, and the parts it is made of."""

    answer: Annotated[str, Field(description="the whole answer, fit to show as it is")]
    citations: Annotated[list[CitationOut], Field(description="the clauses behind it, word for word; empty where it is none")]
    answerable: Annotated[bool, Field(description="false when nothing in the catalogue answers; then no policy is claimed to")]
    where_to_go: Annotated[
        WindowsOut | None, Field(description="where to go for the policy of the answer, when the question asks for it")
    ] = None
    kind: Annotated[
        str | None,
        Field(
            description="what was asked: conditions, amount, payday, papers, place, time, difference or progress; "
            "`told` for a situation or a bare name; null for a question without words"
        ),
    ] = None
    policy_id: Annotated[str | None, Field(description="the policy of the answer; null where there is none, or a choice")] = None
    said: Annotated[list[StatementOut], Field(description="the answer's sentences one by one, each with its basis")] = []
    comparison: Annotated[ComparisonOut | None, Field(description="two policies side by side as a table")] = None
    choice: Annotated[
        list[OptionOut], Field(description="of two that fit nearly alike: which is meant has to be said first, `answer` asks it")
    ] = []
    nearest: Annotated[
        list[OptionOut], Field(description="the three nearest names, for a question that has no answer; not claimed to answer")
    ] = []
    elsewhere: Annotated[
        ElsewhereOut | None, Field(description="whose business the question is when it is not ours, where that is known")
    ] = None


@router.get("/policies")
def find_policies(
    q: Question = "",
    locality: Locality = None,
    department: Code | None = None,
    category: Code | None = None,
    as_of: Day | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
    cursor: Cursor = "0",
) -> PoliciesOut:
    """A ranked search, or without `q` the plain list, of the policies in force on that day."""
    query = clean(q)[:MOST_CHARACTERS_SEARCHED]
    in_view = {policy.id: policy for policy in load_catalogue().in_force(as_of or today(), locality)}
    wanted = {
        name
        for name, policy in in_view.items()
        if department in (None, policy.department) and category in (None, policy.category)
    }
    if not q:
        listed = [in_view[name] for name in in_view if name in wanted]
        rows = [
            FoundPolicy(policy_id=policy.id, name=policy.name, department=policy.department, score=None, passages=[])
            for policy in listed
        ]
        return _page(rows, bool(rows), int(cursor), limit)
    if not has_words(query):
        return PoliciesOut(results=[], answerable=False)
    hits, answerable = search(query, locality=locality, as_of=as_of, limit=len(in_view))
    found = [
        FoundPolicy(
            policy_id=hit.policy_id,
            name=hit.name,
            department=hit.department,
            score=hit.score,
            passages=[PassageOut(text=passage.text, ref=passage.ref) for passage in hit.passages],
        )
        for hit in hits
        if hit.policy_id in wanted
    ]
    return _page(found, answerable and bool(found), int(cursor), limit)


def _page(rows: list[FoundPolicy], answerable: bool, start: int, limit: int) -> PoliciesOut:
    end = start + limit
    return PoliciesOut(results=rows[start:end], answerable=answerable, next_cursor=str(end) if end < len(rows) else None)


@router.get("/policies/{policy_id}")
def show_policy(policy_id: str, as_of: Day | None = None, locality: Locality = None) -> dict[str, Any]:
    """The whole entry as it stands on that day and for that place, with the windows of the place."""
    return entry(load_catalogue().policy(policy_id, locality, as_of or today()), locality)


@router.get("/windows")
def find_windows(locality: Locality = None, policy: Code | None = None) -> WindowsOut:
    """Where to go at a place, for one policy or for anything; where no window is known, the public line to call."""
    place = locality or settings().default_locality
    return windows_at(place, load_catalogue().policy(policy, place, today()) if policy else None)


@router.get("/answers")
def answer_question(
    q: Question,
    locality: Locality = None,
    as_of: Day | None = None,
    about: Annotated[list[Code], Query(max_length=MOST_SPOKEN_OF)] = [],  # noqa: B006
    kind: Code | None = None,
) -> AnswerOut:
    """The answer the chat would give, with its citations; unanswerable when nothing in the catalogue answers.

    about: the policies last spoken of, to which a question that names none belongs; kind: what was last asked of them.
    """
    query = clean(q)[:MOST_CHARACTERS_SEARCHED]
    if not has_words(query):
        return AnswerOut(answer="", citations=[], answerable=False)
    spoken = Spoken(tuple(name for name in about if name in load_catalogue().policies), kind)
    return _answer_out(find_answer(Inquiry(query, locality, as_of, spoken=spoken)))


def _answer_out(found: Answer) -> AnswerOut:
    cited = [
        CitationOut(policy_id=hit.policy_id, ref=passage.ref, text=passage.text)
        for hit in (found.hits if found.choice or found.comparison else found.hits[:1])
        for passage in hit.passages
    ]
    options = [OptionOut(policy_id=hit.policy_id, name=hit.name, ask=found.ask(hit)) for hit in found.hits]
    alone = found.hits[0].policy_id if found.answerable and found.hits and not found.choice else None
    return AnswerOut(
        answer=found.text,
        citations=cited if found.answerable else [],
        answerable=found.answerable,
        where_to_go=found.where_to_go,
        kind=found.kind,
        policy_id=alone,
        said=[
            StatementOut(policy_id=owner, part=one.part, text=one.text, refs=list(one.refs), day=one.day)
            for owner, one in found.owned
        ],
        comparison=found.comparison,
        choice=options if found.choice else [],
        nearest=[] if found.answerable else options,
        elsewhere=found.elsewhere,
    )
