"""Weights of the fusion and the line between answering and saying one does not know: data, stored with every index."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict

CALIBRATION = Path(__file__).with_name("calibration.yaml")


class Fixed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Weights(Fixed):
    """What each part counts in the fusion, after its scores were brought to mean 0 and deviation 1."""

    bm25: float
    encoder: float
    classifier: float
    name: float


class Signals(NamedTuple):
    """What speaks for something in the catalogue answering a question.

    words: the best policy's BM25, named: whether one is called by its name, both for the length of the question;
    inside: the log odds that any policy is meant at all; close: how near the nearest policy's texts are to it; certain: the
    log probability of the policy the classifier means.
    """

    words: float
    inside: float
    named: float
    close: float
    certain: float


class Answerable(Fixed):
    """The odds that something in the catalogue answers: a weighted sum, answered when its probability reaches the threshold."""

    words: float
    inside: float
    named: float
    close: float
    certain: float
    intercept: float
    threshold: float

    def probability(self, signals: Signals) -> float:
        """0 to 1."""
        weighted = sum(getattr(self, name) * value for name, value in signals._asdict().items())
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, weighted + self.intercept))))


class Calibration(Fixed):
    """All that is measured rather than computed. pooled: how many of a policy's best texts count together."""

    pooled: int
    weights: Weights
    answerable: Answerable


@cache
def load_calibration(file: Path = CALIBRATION) -> Calibration:
    """The shipped calibration; `python -m retrieval.evaluate --calibrate` measures it anew."""
    return Calibration.model_validate(yaml.safe_load(file.read_text("utf-8")))
