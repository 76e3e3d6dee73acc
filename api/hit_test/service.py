"""Tries the search as residents use it, and keeps what staff say it should have found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import yaml
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from api.audit import record
from api.chat.text import has_words
from api.core.clock import now, shown
from api.core.errors import InvalidInputError, NotFoundError
from api.core.logging import redact
from api.hit_test.schemas import ClauseOut, ExampleOut, Kind, PolicyName, RankedPolicy, State, TrialOut
from api.models import SearchExample
from api.search.endpoints import MOST_CHARACTERS_SEARCHED
from api.search.service import look_up, policies_by_id
from api.wording import words
from knowledge.catalogue import load_catalogue
from knowledge.errors import UnknownPolicyError

# How much of what was found is kept with an example.
FOUND_KEPT = 5
# What an exported question says of how it is spoken.
VOICE = "staff"
LONGEST_LINE = 10_000


def try_out(question: str, locality: str | None, as_of: date | None, limit: int) -> TrialOut:
    """What residents who ask this find, and why. Raises InvalidInputError when there is nothing to search for."""
    query = question[:MOST_CHARACTERS_SEARCHED]
    if not has_words(query):
        raise InvalidInputError("question_empty", field="question")
    result = look_up(query, locality=locality, as_of=as_of, limit=limit)
    ranked = [
        RankedPolicy(
            policy_id=hit.policy_id,
            name=hit.name,
            department=hit.department,
            score=hit.score,
            parts=hit.parts,
            passages=[ClauseOut(ref=passage.ref, text=passage.text) for passage in hit.passages],
        )
        for hit in result.results
    ]
    return TrialOut(
        question=query,
        answerable=result.answerable,
        probability=round(result.probability, 4),
        threshold=round(result.threshold, 4),
        results=ranked,
    )


def report(session: Session, who: str, trial: TrialOut, locality: str | None, expected: Sequence[str]) -> SearchExample:
    """Keeps what a question should have found, beside what it found; the same said twice is kept once.

    Numbers that identify a person are masked first. Raises UnknownPolicyError.
    """
    for policy in expected:
        if policy not in load_catalogue().policies:
            raise UnknownPolicyError(policy)
    kept = str(redact(trial.question))
    same = select(SearchExample).where(SearchExample.question == kept, SearchExample.state == "open")
    for known in session.scalars(same):
        if known.expected == list(expected) and known.reported_by == who:
            return known
    example = SearchExample(
        question=kept,
        locality=locality,
        expected=list(expected),
        found=[found.policy_id for found in trial.results[:FOUND_KEPT]],
        answered=trial.answerable,
        catalogue_version=load_catalogue().version,
        state="open",
        reported_by=who,
        reported_at=now(),
    )
    session.add(example)
    session.flush()
    record(session, who, "search_example_reported", str(example.id))
    return example


def examples(session: Session, state: State | None, before: int | None, limit: int) -> list[SearchExample]:
    """The kept examples, the newest first, of one state or of all; `before` an id."""
    query = _of_state(state).order_by(SearchExample.id.desc())
    if before is not None:
        query = query.where(SearchExample.id < before)
    return list(session.scalars(query.limit(limit)))


def judge(session: Session, who: str, identifier: int, state: State) -> SearchExample:
    """Accepts, rejects or opens an example again. Raises NotFoundError."""
    example = session.get(SearchExample, identifier)
    if example is None:
        raise NotFoundError("example_unknown")
    if example.state != state:
        judged = state != "open"
        example.state = state
        example.judged_by, example.judged_at = (who, now()) if judged else (None, None)
        record(session, who, f"search_example_{state}", str(example.id))
    return example


def exported(session: Session, who: str, state: State, kind: Kind) -> str:
    """The examples as the project's question files have them: questions with their policies, or texts nothing answers."""
    found = [example for example in session.scalars(_of_state(state).order_by(SearchExample.id))]
    record(session, who, "search_examples_exported", kind)
    head = str(words("staff")["examples"][kind])
    rows: list[object] = [example.question for example in found if not example.expected]
    if kind == "questions":
        rows = [{"voice": VOICE, "policies": example.expected, "text": example.question} for example in found if example.expected]
    lines = [
        yaml.safe_dump([row], allow_unicode=True, default_flow_style=None, sort_keys=False, width=LONGEST_LINE) for row in rows
    ]
    return f"# {head}\n" + "".join(lines)


def as_example(example: SearchExample) -> ExampleOut:
    """An example with the names of its policies as they are called now."""
    return ExampleOut(
        id=example.id,
        question=example.question,
        locality=example.locality,
        expected=_named(example.expected),
        found=_named(example.found),
        answered=example.answered,
        state=example.state,  # type: ignore[arg-type]
        reported_by=example.reported_by,
        reported_at=shown(example.reported_at),
        judged_by=example.judged_by,
        judged_at=shown(example.judged_at) if example.judged_at else None,
    )


def _of_state(state: State | None) -> Select[SearchExample]:
    query = select(SearchExample)
    return query if state is None else query.where(SearchExample.state == state)


def _named(policy_ids: list[str]) -> list[PolicyName]:
    names = policies_by_id(policy_ids)
    return [PolicyName(policy_id=policy, name=name) for policy, name in zip(policy_ids, names, strict=True)]
