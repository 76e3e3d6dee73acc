"""`/v1/staff/search`: staff try a question, say what it should have found, and review what was said."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, status

from api.core.problems import refusals
from api.core.text_types import LARGEST_ID
from api.hit_test.schemas import ExampleOut, ExampleRequest, ExamplesOut, JudgementRequest, Kind, State, TrialOut, TrialRequest
from api.hit_test.service import FOUND_KEPT, as_example, examples, exported, judge, report, try_out
from api.staff.permissions import reach
from api.staff.sessions import Token, permitted

router = APIRouter(
    prefix="/v1/staff/search",
    tags=["staff"],
    responses=refusals(401, 403, 404),
)
PAGE = 50
YAML = "application/yaml"
Identifier = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.post("")
def try_question(body: TrialRequest, token: Token) -> TrialOut:
    """What residents find who ask this: every policy with each part's score, the clauses that won, answered or refused."""
    with permitted(token, "search.try"):
        pass
    return try_out(body.question, body.locality, body.as_of, body.limit)


@router.post("/examples", status_code=status.HTTP_201_CREATED)
def report_example(body: ExampleRequest, token: Token) -> ExampleOut:
    """Keeps for review what the question should have found; none when nothing should answer it."""
    with permitted(token, "search.report"):
        pass
    # Nobody else's writing waits for a search.
    trial = try_out(body.question, body.locality, None, FOUND_KEPT)
    with permitted(token, "search.report") as (session, account):
        return as_example(report(session, account.name, trial, body.locality, list(dict.fromkeys(body.expected))))


@router.get("/examples")
def list_examples(
    token: Token,
    state: State | None = None,
    cursor: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> ExamplesOut:
    """What was reported, the newest first."""
    with permitted(token, "search.try") as (session, account):
        found = examples(session, state, cursor, limit + 1)
        return ExamplesOut(
            results=[as_example(example) for example in found[:limit]],
            next_cursor=str(found[limit - 1].id) if len(found) > limit else None,
            may_judge=reach(account, "search.judge") is not None,
        )


@router.get("/export", response_class=Response, responses={200: {"content": {YAML: {"schema": {}}}}})
def export_examples(token: Token, kind: Kind = "questions", state: State = "accepted") -> Response:
    """The examples as a file of the project's own questions: those with policies, or those nothing answers."""
    with permitted(token, "search.try") as (session, account):
        text = exported(session, account.name, state, kind)
    headers = {"Content-Disposition": f'attachment; filename="{kind}_staff.yaml"'}
    return Response(text, media_type=f"{YAML}; charset=utf-8", headers=headers)


@router.patch("/examples/{identifier}")
def judge_example(identifier: Identifier, body: JudgementRequest, token: Token) -> ExampleOut:
    """Accepts, rejects or opens an example again."""
    with permitted(token, "search.judge") as (session, account):
        return as_example(judge(session, account.name, identifier, body.state))
