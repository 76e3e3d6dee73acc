"""`make bench`: how long the main things take, in medians with their spread, written to `docs/benchmarks.md`.

Retrieval is measured beside a peer in the same run (scikit-learn's character TF-IDF over the same texts); turns go through the
public API of the running service. Machines are noisy: compare ratios within one run, not milliseconds between runs.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge.catalogue import load_catalogue
from knowledge.eligibility import assess
from knowledge.plan import make_plan
from knowledge.planner import next_question
from operations.environment import ROOT, full_environment, read_settings
from operations.resident import Resident, conversations
from retrieval.search import open_index

REPEATS = 60
CONVERSATIONS_AT_ONCE = (1, 4, 8)
REPORT = ROOT / "docs" / "benchmarks.md"
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


@dataclass(frozen=True)
class Row:
    """One line of the table; times in milliseconds."""

    what: str
    median: float
    low: float
    high: float

    @property
    def line(self) -> str:
        """The row in Markdown."""
        return f"| {self.what} | {self.median:.2f} | {self.low:.2f} – {self.high:.2f} |"


def timed(what: str, action: Callable[[], object], repeats: int = REPEATS) -> Row:
    """The median of many runs with the 5th and 95th percentile; the first run, which warms caches, does not count."""
    action()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        action()
        times.append((time.perf_counter() - started) * 1000)
    return row(what, times)


def row(what: str, times: list[float]) -> Row:
    """The median of measured times with the 5th and 95th percentile."""
    ordered = sorted(times)
    return Row(
        what,
        statistics.median(ordered),
        ordered[int(len(ordered) * 0.05)],
        ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)],
    )


def knowledge_rows() -> Iterator[Row]:
    """Verdicts, plan and next question for the contract's household."""
    catalogue, day = load_catalogue(), date.today()
    judge = assess(catalogue, HOUSEHOLD, as_of=day)
    yield timed(f"verdicts of all {len(catalogue.policies)} policies", lambda: assess(catalogue, HOUSEHOLD, as_of=day).results())
    results = judge.results()
    yield timed("plan", lambda: make_plan(judge, results))
    yield timed("next question", lambda: next_question(assess(catalogue, HOUSEHOLD, as_of=day)), repeats=20)


def retrieval_rows(index_folder: Path) -> Iterator[Row]:
    """One search, and the peer over the same texts in the same run."""
    catalogue = load_catalogue()
    index = open_index(index_folder, catalogue)
    texts = [
        text
        for policy in catalogue.policies.values()
        for text in [*policy.phrases, *(passage.text for passage in policy.passages)]
    ]
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3))
    matrix = vectorizer.fit_transform(texts)
    question = conversations()[1]["opening"]
    yield timed("search, fused and cited", lambda: index.search(question, as_of=date.today()))
    yield timed(
        "peer: scikit-learn character TF-IDF, uncited", lambda: (matrix @ vectorizer.transform([question]).T).toarray().argmax()
    )


def turn_rows(address: str) -> Iterator[Row]:
    """Turns of whole conversations through the public API, alone and several at once."""
    for at_once in CONVERSATIONS_AT_ONCE:
        with ThreadPoolExecutor(at_once) as pool:
            times = [one for turns in pool.map(lambda _: turn_times(address), range(at_once * 2)) for one in turns]
        yield row(f"turn, {at_once} conversations at once", times)


def turn_times(address: str) -> list[float]:
    """The times of the turns of one conversation, in milliseconds."""
    with Resident(address) as resident:
        return [seconds * 1000 for seconds in resident.play(conversations()[3]).turn_seconds]


def main() -> int:
    """Prints and writes the table; 1 and one sentence when no service is running."""
    settings = read_settings(full_environment())
    address = os.environ.get("SERVICE_URL", settings.api_url)
    try:
        httpx.get(f"{address}/healthz", timeout=3).raise_for_status()
    except httpx.HTTPError:
        print(f"No service answers at {address}; start it with `make run` first.", file=sys.stderr)
        return 1
    rows = [*knowledge_rows(), *retrieval_rows(settings.data / "index"), *turn_rows(address)]
    head = [
        "# Benchmarks",
        "",
        f"Measured {date.today()} by `make bench`; milliseconds.",
        "",
        "| what | median | 5th – 95th percentile |",
        "|---|---|---|",
    ]
    report = "\n".join([*head, *(one.line for one in rows)]) + "\n"
    REPORT.write_text(report, "utf-8")
    print(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
