"""Which clauses stand behind a hit: the policy's own words, never a phrase or a summary of who may get it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, TypeAdapter

from knowledge.conditions import walk
from knowledge.policy import Labelled, Policy
from retrieval.passages import SearchText

QUESTION_KINDS = Path(__file__).with_name("question_kinds.yaml")
CONDITIONS = "conditions"
MOST_CITED = 2
# A second clause is shown only when it fits the question nearly as well as the first.
NEARLY = 0.7


class QuestionKind(BaseModel):
    """One thing a question can be after, with the words that ask for it and those that give it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    asked: list[str]
    said: list[str]


@dataclass(frozen=True)
class Citation:
    """A clause, word for word, and where it stands."""

    ref: str
    text: str


@cache
def question_kinds(file: Path = QUESTION_KINDS) -> list[QuestionKind]:
    """The kinds in their order of precedence."""
    return TypeAdapter(list[QuestionKind]).validate_python(yaml.safe_load(file.read_text("utf-8")))


def kind_of(question: str) -> QuestionKind | None:
    """What a normalised question is after; None when it tells a situation and asks nothing."""
    return next((kind for kind in question_kinds() if any(word in question for word in kind.asked)), None)


def kinds_of(question: str) -> tuple[str, ...]:
    """Everything a normalised question is after, the deciding one first; what asked for one kind asks for no other."""
    found = []
    for kind in question_kinds():
        words = [word for word in kind.asked if word in question]
        found += [kind.kind] if words else []
        for word in words:
            question = question.replace(word, " ")
    return tuple(found)


def rule_clauses(policy: Policy) -> frozenset[str]:
    """The clauses the conditions of a policy's rule name."""
    return frozenset(part.clause for part in walk(policy.rule) if isinstance(part, Labelled))


def cite(question: str, rule: frozenset[str], clauses: Sequence[SearchText], likeness: NDArray[np.float32]) -> list[Citation]:
    """The best one or two of a policy's clauses for a normalised question.

    rule: the clauses its rule stands on; likeness: of each clause to the question, from 0.
    """
    if not clauses:
        return []
    kind = kind_of(question)
    fit = likeness / (likeness.max() or 1) + np.array([_gives(kind, rule, clause) for clause in clauses])
    order = np.argsort(-fit, kind="stable")[:MOST_CITED]
    chosen = [position for position in order if fit[position] >= NEARLY * fit[order[0]]]
    return [Citation(ref=clauses[position].ref or "", text=clauses[position].text) for position in chosen]


def _gives(kind: QuestionKind | None, rule: frozenset[str], clause: SearchText) -> float:
    """How much the clause gives what was asked for: a clause the rule stands on gives the conditions."""
    if kind is not None and kind.kind != CONDITIONS:
        return float(any(word in clause.text for word in kind.said))
    said = kind is not None and any(word in clause.text for word in kind.said)
    ref = clause.ref or ""
    # A rule may name the article and the passage its paragraph, or the other way round.
    return float(any(named.startswith(ref) or ref.startswith(named) for named in rule)) + 0.5 * said
