"""`python -m retrieval.evaluate`: how often the right policy is found, by each part alone and by all, and what is refused.

Measures on the project's own questions and, when EVALUATION_DATA names a folder with `questions.dev.jsonl` and
`oos.dev.jsonl`, on those. Behind every figure stands its 95 % interval. Beside the parts stands a yardstick that is no part
of the search: cosine over character TF-IDF.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from knowledge.catalogue import Catalogue, load_catalogue
from retrieval.build import INDEX_FOLDER, ROOT
from retrieval.calibration import Answerable, Signals
from retrieval.errors import RetrievalError
from retrieval.search import Scores, SearchIndex, open_index
from retrieval.yardstick import Yardstick

Floats = NDArray[np.float64]

OWN_DATA = ROOT / "tests" / "retrieval"
DEPTHS = (1, 3, 5)
FUSION = "fusion"
YARDSTICK = "tf-idf"
# The line is drawn where this share of the questions that can be answered still is.
ANSWERED_SHARE = 0.955
# How many texts a set's questions, and its texts outside, count as while the line is fitted.
FITTING = 250


@dataclass(frozen=True)
class Question:
    """A text and the policies any of which is right."""

    text: str
    right: frozenset[str]


@dataclass(frozen=True)
class EvaluationSet:
    """Questions the catalogue answers, and texts it does not."""

    name: str
    questions: list[Question]
    outside: list[str]


@dataclass(frozen=True)
class Measured:
    """What every part said of every text of a set; a text with nothing to search for has no scores."""

    data: EvaluationSet
    inside: list[Scores | None]
    outside: list[Scores | None]

    def ranks(self, part: str) -> NDArray[np.int64]:
        """The place of the first right policy for each question, counted from 1; beyond all policies when there is none."""
        return np.array(
            [_rank(scores, part, question.right) for scores, question in zip(self.inside, self.data.questions, strict=True)]
        )


def own_set(folder: Path = OWN_DATA) -> EvaluationSet:
    """The project's own held-out questions."""
    questions = [row for file in sorted(folder.glob("questions*.yaml")) for row in yaml.safe_load(file.read_text("utf-8"))]
    outside = [text for file in sorted(folder.glob("out_of_scope*.yaml")) for text in yaml.safe_load(file.read_text("utf-8"))]
    return EvaluationSet("own", [Question(row["text"], frozenset(row["policies"])) for row in questions], outside)


def given_sets(folder: Path, catalogue: Catalogue) -> list[EvaluationSet]:
    """The evaluation files of a folder: all questions, and those with a topic that some policy of the catalogue has."""
    rows = _lines(folder / "questions.dev.jsonl")
    outside = [row["text"] for row in _lines(folder / "oos.dev.jsonl")]
    questions = [Question(row["text"], _with_topics(catalogue, row["topics"])) for row in rows]
    covered = [question for question in questions if question.right]
    return [EvaluationSet("given, covered topics", covered, outside), EvaluationSet("given, all topics", questions, outside)]


def measure(index: SearchIndex, data: EvaluationSet, day: date, yardstick: Yardstick | None = None) -> Measured:
    """Search every text of the set as on that day; with a yardstick, its scores stand among the parts."""
    inside = [index.score(question.text, as_of=day) for question in data.questions]
    if yardstick is not None:
        inside = [scores and replace(scores, parts=_beside(scores, yardstick)) for scores in inside]
    return Measured(data, inside, [index.score(text, as_of=day) for text in data.outside])


def _beside(scores: Scores, yardstick: Yardstick) -> dict[str, NDArray[np.float32]]:
    return {YARDSTICK: yardstick.scores(scores.question), **scores.parts}


def wilson(successes: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if total == 0:
        return 0.0, 1.0
    z, share = 1.96, successes / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return middle - half, middle + half


def separation(inside: Floats, outside: Floats) -> float:
    """How often a question of the first kind gets more than one of the second (the area under the ROC curve)."""
    first, second = inside[:, None], outside[None, :]
    return float(((first > second) + 0.5 * (first == second)).mean())


def report(measured: Measured, threshold: float) -> str:
    """The table of one set."""
    lines = [f"{measured.data.name}: {len(measured.data.questions)} questions, {len(measured.data.outside)} outside"]
    for part in (*_parts(measured), FUSION):
        ranks = measured.ranks(part)
        lines.append(f"  {part:<12}" + "  ".join(f"hit@{depth} {_share(ranks <= depth)}" for depth in DEPTHS))
    inside, outside = _probabilities(measured.inside), _probabilities(measured.outside)
    if len(inside) and len(outside):
        low, high = _bootstrap(inside, outside)
        lines.append(f"  outside      area {separation(inside, outside):.3f} [{low:.3f}, {high:.3f}]")
        lines.append(f"  at {threshold:.3f}     answered {_share(inside >= threshold)}  refused {_share(outside < threshold)}")
    return "\n".join(lines)


def calibrate(fitted: Sequence[Measured], drawn: Measured) -> Answerable:
    """Weights fitted on these sets, each counting as much as another; the threshold drawn where almost all of one is answered."""
    from sklearn.linear_model import LogisticRegression

    groups = [(kind, group) for measured in fitted for kind, group in ((1, measured.inside), (0, measured.outside))]
    features = np.array([_signals(scores) for _, group in groups for scores in group])
    kinds = [kind for kind, group in groups for _ in group]
    shares = np.concatenate([np.full(len(group), FITTING / len(group)) for _, group in groups])
    # Standing on the same scale, all signals are held back alike; with so few texts the fit would else run away.
    scale = features.std(axis=0)
    model = LogisticRegression().fit(features / scale, kinds, sample_weight=shares)
    weights = Signals(*(float(weight) for weight in model.coef_[0] / scale))
    line = Answerable(**weights._asdict(), intercept=float(model.intercept_[0]), threshold=0.0)
    probabilities = [line.probability(_signals(scores)) for scores in drawn.inside]
    threshold = float(np.quantile(probabilities, 1 - ANSWERED_SHARE))
    return line.model_copy(update={"threshold": threshold})


def main(arguments: list[str] | None = None) -> int:
    """The command; 1 with one sentence when there is no index to measure."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.evaluate")
    parser.add_argument("--index-folder", type=Path, default=INDEX_FOLDER)
    parser.add_argument("--calibrate", action="store_true", help="print the `answerable` entry for calibration.yaml")
    options = parser.parse_args(arguments)
    catalogue = load_catalogue()
    try:
        index = open_index(options.index_folder, catalogue)
    except RetrievalError as problem:
        print(problem, file=sys.stderr)
        return 1
    sets = [own_set()]
    if folder := os.environ.get("EVALUATION_DATA"):
        sets += given_sets(Path(folder), catalogue)
    yardstick = Yardstick(index, index.view(date.today()))
    results = [measure(index, data, date.today(), yardstick) for data in sets]
    for measured in results:
        print(report(measured, index.contents.manifest.calibration.answerable.threshold))
    if options.calibrate:
        # The own questions are easier than what residents really write; a line drawn on them would refuse too much.
        line = calibrate(results[:2], results[:2][-1])
        print("answerable: {" + ", ".join(f"{name}: {value:.4f}" for name, value in line.model_dump().items()) + "}")
    return 0


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def _with_topics(catalogue: Catalogue, topics: Iterable[str]) -> frozenset[str]:
    wanted = set(topics)
    return frozenset(policy.id for policy in catalogue.policies.values() if wanted & set(policy.topics))


def _rank(scores: Scores | None, part: str, right: frozenset[str]) -> int:
    if scores is None:
        return sys.maxsize
    values = scores.fused if part == FUSION else scores.parts[part]
    order = [scores.policies[position] for position in np.argsort(-values, kind="stable")]
    return next((place for place, policy in enumerate(order, 1) if policy in right), sys.maxsize)


def _parts(measured: Measured) -> list[str]:
    return list(next((scores.parts for scores in measured.inside if scores is not None), {}))


def _signals(scores: Scores | None) -> Signals:
    return scores.signals if scores is not None else Signals(*[0.0] * len(Signals._fields))


def _probabilities(found: Sequence[Scores | None]) -> Floats:
    return np.array([scores.answerable if scores is not None else 0.0 for scores in found])


def _share(hits: NDArray[np.bool_]) -> str:
    low, high = wilson(int(hits.sum()), len(hits))
    return f"{hits.mean():.3f} [{low:.3f}, {high:.3f}]"


def _bootstrap(inside: Floats, outside: Floats) -> tuple[float, float]:
    random = np.random.default_rng(1)
    areas = [separation(random.choice(inside, len(inside)), random.choice(outside, len(outside))) for _ in range(500)]
    return float(np.quantile(areas, 0.025)), float(np.quantile(areas, 0.975))


if __name__ == "__main__":
    sys.exit(main())
