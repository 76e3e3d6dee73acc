"""Search: three parts score every policy in force, their sum ranks them, and a line says whether any of them answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Catalogue
from knowledge.parameters import places_from
from knowledge.policy import Policy
from retrieval.calibration import Signals
from retrieval.citation import Citation, cite, rule_clauses
from retrieval.encoder import Vector
from retrieval.index import INSIDE, OUTSIDE, IndexContents, read_index
from retrieval.naming import named
from retrieval.text import LONGEST_QUERY, normalise_query, sentences, terms

Floats = NDArray[np.float32]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Hit:
    """One policy that may answer, the best first. score: of the fusion, comparable within one search only."""

    policy_id: str
    name: str
    department: str
    score: float
    passages: list[Citation]


@dataclass(frozen=True)
class SearchResult:
    """What was found. `answerable` is false when nothing in the catalogue answers; `results` are then the nearest names."""

    results: list[Hit]
    answerable: bool


@dataclass(frozen=True)
class Scores:
    """What each part says of every policy in view, in the order of `policies`.

    signals: what speaks for an answer; answerable: the probability made of them;
    likeness: of each text in view to the question, for choosing clauses.
    """

    question: str
    policies: list[str]
    parts: dict[str, Floats]
    fused: Floats
    signals: Signals
    answerable: float
    likeness: Floats


@dataclass(frozen=True)
class View:
    """The part of the index that may be shown on a day for a place."""

    policies: list[Policy]
    texts: Positions
    owners: Positions
    rules: list[frozenset[str]]
    selector: faiss.IDSelector


class SearchIndex:
    """An index in memory, safe to share between threads: nothing of it changes after reading."""

    def __init__(self, contents: IndexContents, catalogue: Catalogue) -> None:
        self.contents = contents
        self.catalogue = catalogue
        self._view = lru_cache(maxsize=64)(self._build_view)

    @property
    def version(self) -> str:
        """The version of the catalogue this index was built for."""
        return self.contents.manifest.catalogue

    def search(self, query: str, *, as_of: date, locality: str | None = None, limit: int = 5) -> SearchResult:
        """The policies in force on that day for that place that answer best, each with at most two clauses."""
        scores = self.score(query, as_of=as_of, locality=locality)
        if scores is None:
            return SearchResult(results=[], answerable=False)
        view = self._view(as_of, locality)
        best = np.argsort(-scores.fused, kind="stable")[: max(limit, 0)]
        threshold = self.contents.manifest.calibration.answerable.threshold
        return SearchResult([self._hit(view, scores, int(position)) for position in best], scores.answerable >= threshold)

    def score(self, query: str, *, as_of: date, locality: str | None = None) -> Scores | None:
        """What every part says of every policy in force; None when there is nothing to search for or in."""
        view = self._view(as_of, locality)
        text = normalise_query(query)
        if not text or not view.policies:
            return None
        calibration = self.contents.manifest.calibration
        segmented = self.contents.segmenter.words(text)
        words = self._word_scores(terms(segmented, text), view)
        cosines = self._cosines(self.contents.encoder.encode_query(query[:LONGEST_QUERY]), view)
        classes = self.contents.classifier.scores(text)
        parts = {
            "bm25": pool(words, view.owners, len(view.policies), calibration.pooled),
            "encoder": pool(cosines, view.owners, len(view.policies), calibration.pooled),
            "classifier": classes[[self._classes[policy.id] for policy in view.policies]],
            "name": named(text, view.policies),
        }
        signals = self._signals(text, len(segmented), parts)
        return Scores(
            question=text,
            policies=[policy.id for policy in view.policies],
            parts=parts,
            fused=fuse(parts, calibration.weights.model_dump()),
            signals=signals,
            # Words none of which any text has say nothing either way; such a question is not answered on style alone.
            answerable=calibration.answerable.probability(signals) if words.any() else 0.0,
            likeness=np.maximum(cosines, 0) + words / (words.max(initial=0) or 1.0),
        )

    @cached_property
    def _classes(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.contents.classifier.classes)}

    def _build_view(self, as_of: date, locality: str | None) -> View:
        policies = self.catalogue.in_force(as_of, locality)
        places = frozenset(places_from(locality))
        owner = {policy.id: position for position, policy in enumerate(policies)}
        texts = [
            position for position, text in enumerate(self.contents.texts) if text.policy_id in owner and text.holds(as_of, places)
        ]
        chosen = np.array(texts, dtype=np.int64)
        owners = np.array([owner[self.contents.texts[position].policy_id] for position in texts], dtype=np.int64)
        return View(
            policies=policies,
            texts=chosen,
            owners=owners,
            rules=[rule_clauses(policy) for policy in policies],
            selector=faiss.IDSelectorBatch(chosen),
        )

    def _word_scores(self, query: list[str], view: View) -> Floats:
        known = self.contents.words.get_tokens_ids(query)
        if not known:
            return np.zeros(len(view.texts), dtype=np.float32)
        return np.asarray(self.contents.words.get_scores_from_ids(known), dtype=np.float32)[view.texts]

    def _signals(self, text: str, words: int, scored: Mapping[str, Floats]) -> Signals:
        # A long story meets more words by chance: unless its length is taken out, every complaint looks like a policy.
        length = math.sqrt(words or 1)
        return Signals(
            words=float(scored["bm25"].max()) / length,
            inside=self._inside(text),
            named=float(scored["name"].max()) / length,
            close=float(scored["encoder"].max()),
            certain=float(scored["classifier"].max()),
        )

    def _inside(self, text: str) -> float:
        # Of all parts alike: a long letter says much, before and after, that is about nothing.
        scope = self.contents.scope
        scores = np.mean([scope.scores(part) for part in sentences(text)], axis=0)
        return float(scores[scope.classes.index(INSIDE)] - scores[scope.classes.index(OUTSIDE)])

    def _cosines(self, query: Vector, view: View) -> Floats:
        cosines = np.zeros(len(self.contents.texts), dtype=np.float32)
        # FAISS gives arbitrary neighbours to a query that is zero or not a number; such a query resembles nothing.
        if np.isfinite(query).all() and query.any():
            allowed = faiss.SearchParameters(sel=view.selector)  # type: ignore[call-arg]
            found, positions = self.contents.vectors.search(query[None, :], len(view.texts), params=allowed)
            real = positions[0] >= 0
            cosines[positions[0][real]] = found[0][real]
        return cosines[view.texts]

    def _hit(self, view: View, scores: Scores, position: int) -> Hit:
        policy = view.policies[position]
        own = [row for row in np.flatnonzero(view.owners == position) if self.contents.texts[view.texts[row]].kind == "clause"]
        clauses = [self.contents.texts[view.texts[row]] for row in own]
        return Hit(
            policy_id=policy.id,
            name=policy.name,
            department=policy.department,
            score=round(float(scores.fused[position]), 4),
            passages=cite(scores.question, view.rules[position], clauses, scores.likeness[own]),
        )


def open_index(folder: Path, catalogue: Catalogue) -> SearchIndex:
    """The served index of a folder, ready to search. Raises IndexUnusableError when it must be built again."""
    # One question is too small to share out: on a busy machine waiting for the other threads costs ten times the search.
    faiss.omp_set_num_threads(1)
    return SearchIndex(read_index(folder, catalogue), catalogue)


def pool(values: Floats, owners: Positions, policies: int, most: int) -> Floats:
    """The mean of each policy's best few texts: one lucky phrase counts less than several that fit."""
    order = np.lexsort((-values, owners))
    sorted_owners = owners[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_owners, sorted_owners)
    kept = rank < most
    sums = np.bincount(sorted_owners[kept], weights=values[order][kept], minlength=policies)
    counts = np.bincount(sorted_owners[kept], minlength=policies)
    return np.asarray(sums / np.maximum(counts, 1), dtype=np.float32)


def fuse(parts: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """The weighted sum of the parts, each first brought to mean 0 and deviation 1 over the policies."""
    total = np.zeros_like(next(iter(parts.values())))
    for name, values in parts.items():
        deviation = values.std()
        if deviation > 0:
            total = total + np.float32(weights[name]) * (values - values.mean()) / deviation
    return total
