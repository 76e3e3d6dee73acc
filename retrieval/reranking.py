"""Ranks what a search found again by what is known of the household: what fits rises, what is decided against sinks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.catalogue import Catalogue
from knowledge.eligibility import Result, assess
from knowledge.policy import Policy
from retrieval.search import Hit

RERANKING = Path(__file__).with_name("reranking.yaml")
Shift = Callable[[Policy], float]


class Reranking(BaseModel):
    """The measured sizes of `reranking.yaml`, which says what each is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    refused: float
    nobody: float
    likelier: float
    within: int
    close: float
    close_by_name: float


@cache
def reranking(file: Path = RERANKING) -> Reranking:
    """The shipped sizes."""
    return Reranking.model_validate(yaml.safe_load(file.read_text("utf-8")))


def rerank(hits: Sequence[Hit], shift: Shift, catalogue: Catalogue, called: frozenset[str] = frozenset()) -> list[Hit]:
    """The hits in the order that the facts suggest, each with its shifted score.

    called: the policies that the question calls by name; whoever asks for a policy is told of it, whatever the facts say.
    """
    within = reranking().within
    shifted = [_shifted(hit, shift(catalogue.policies[hit.policy_id]), hit.policy_id in called) for hit in hits[:within]]
    # What was not looked at stays behind everything that was, so that no rank is won by not being judged.
    return sorted(shifted, key=lambda hit: -hit.score) + list(hits[within:])


def shift_by_facts(catalogue: Catalogue, facts: dict[str, Any], locality: str | None, day: date) -> Shift:
    """How far the facts of a household move a policy: 0 where they say nothing about it."""
    known = assess(catalogue, facts, locality=locality, as_of=day)
    unknown = assess(catalogue, {}, locality=locality, as_of=day)

    def shift(policy: Policy) -> float:
        sizes, standing = reranking(), known.judge(policy)
        open_ = [result for result in standing if result.verdict != "ineligible"]
        if not open_:
            return -sizes.refused
        if all(result.person is None for result in open_) and len(standing) > 1:
            return -sizes.nobody
        return sizes.likelier * (_likeliest(open_) - _likeliest(unknown.judge(policy)))

    return shift


def _likeliest(results: Sequence[Result]) -> float:
    return max(1.0 if result.verdict == "eligible" else result.likelihood for result in results)


def _shifted(hit: Hit, by: float, is_called: bool) -> Hit:
    return replace(hit, score=round(hit.score + (max(by, 0.0) if is_called else by), 4))
