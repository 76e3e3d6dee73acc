"""What is measured without any server: verdicts, plan, loading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from knowledge.catalogue import FOLDER, load_catalogue, read_catalogue
from knowledge.eligibility import Judge, Result, assess
from knowledge.plan import PlanStep, make_plan
from operations.bench.figures import Row, figure, milliseconds

LOADS = 5
# The contract's example household.
HOUSEHOLD = {
    "household": {
        "size": 3,
        "people_complete": True,
        "monthly_income": 2000,
        "savings": 5000,
        "homes": 1,
        "cars": 0,
        "medical_spend_year": 50000,
        "hukou": "120104",
        "receiving": [],
        "difficulties": ["illness"],
    },
    "people": [
        {"id": "self", "relation": "self", "age": 45, "work": "unemployed"},
        {"id": "p2", "relation": "mother", "age": 72, "disability_grade": 1, "needs_care": True},
        {"id": "p3", "relation": "child", "age": 9, "student_stage": "primary"},
    ],
}


def knowledge_rows() -> Iterator[Row]:
    """Verdicts and plan for the contract's household; loading the catalogue."""
    catalogue, day = load_catalogue(), date.today()

    def judge() -> Judge:
        # A new one each time: a judge remembers what it has worked out.
        return assess(catalogue, HOUSEHOLD, as_of=day)

    def planned() -> list[PlanStep]:
        judging = judge()
        return make_plan(judging, judging.results())

    measures: tuple[tuple[str, str, Callable[[], object]], ...] = (
        ("verdicts", f"verdicts of all {len(catalogue.policies)} policies for a household", lambda: judge().results()),
        ("explained", "verdicts with every reason, gap and amount", lambda: [explain(result) for result in judge().results()]),
        ("plan", "verdicts and plan", planned),
    )
    for key, what, action in measures:
        yield Row(key, what, "ms", figure(milliseconds(action)))
    # Past the cache: what a starting process pays.
    loading = milliseconds(lambda: read_catalogue(FOLDER), LOADS)
    yield Row("loading", "loading the catalogue", "s", figure([time / 1000 for time in loading]))


def explain(result: Result) -> tuple[object, ...]:
    """Everything a resident is told of a result, which is worked out only when it is asked for."""
    return result.verdict, result.reasons, result.missing, result.would_change, result.amount
