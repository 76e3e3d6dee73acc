"""`POST /v1/assessments` and `POST /v1/assessments/next-question`."""

from fastapi import APIRouter

from api.assessment.schemas import AssessmentOut, AssessmentRequest, NextQuestionOut
from api.assessment.service import assessment, judge_for, question
from api.core.problems import refusals

router = APIRouter(prefix="/v1/assessments", tags=["eligibility"], responses=refusals())


@router.post("")
def assess_household(request: AssessmentRequest) -> AssessmentOut:
    """The verdict of every policy for these facts on that day, with reasons, plan, tags, warnings and the next question."""
    judge = judge_for(request.facts.model_dump(), request.locality, request.as_of)
    earlier = judge_for(request.earlier.model_dump(), request.locality, request.as_of) if request.earlier else None
    return assessment(judge, question(judge, request.skip), earlier)


@router.post("/next-question")
def ask_next(request: AssessmentRequest) -> NextQuestionOut:
    """Only the question that settles most; null when nothing is left worth asking."""
    return NextQuestionOut(
        next_question=question(judge_for(request.facts.model_dump(), request.locality, request.as_of), request.skip)
    )
