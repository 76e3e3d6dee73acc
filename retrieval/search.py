"""Search: three parts score every policy in force, their sum ranks them, and a line says whether any of them answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import faiss
import numpy as np

from knowledge.catalogue import Catalogue
from knowledge.parameters import places_from
from retrieval.calibration import Signals
from retrieval.citation import Citation, cite
from retrieval.contents import INSIDE, OUTSIDE, IndexContents, read_index
from retrieval.encoder import Vector
from retrieval.text import LONGEST_QUERY, normalise_query, sentences, terms
from retrieval.view import Floats, View, build_view, standing_texts


@dataclass(frozen=True)
class Hit:
    """One policy that may answer, the best first. score: of the fusion, comparable within one search only.

    parts: what each part says of it by itself, by the part's name, each on its own scale.
    """

    policy_id: str
    name: str
    department: str
    score: float
    passages: list[Citation]
    parts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class SearchResult:
    """What was found. `answerable` is false when nothing in the catalogue answers; `results` are then the nearest names.

    probability: that something answers; it is answerable from the threshold on.
    """

    results: list[Hit]
    answerable: bool
    probability: float = 0.0
    threshold: float = 0.0


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


class SearchIndex:
    """An index in memory, safe to share between threads: nothing of it changes after reading."""

    def __init__(self, contents: IndexContents, catalogue: Catalogue) -> None:
        self.contents = contents
        self.catalogue = catalogue
        # One question is too small to share out: on a busy machine waiting for the other threads costs ten times the search.
        faiss.omp_set_num_threads(1)
        self._standing = standing_texts(contents, catalogue)
        self._views = lru_cache(maxsize=64)(self._build_view)

    @property
    def version(self) -> str:
        """The version of the catalogue this index was built for."""
        return self.contents.manifest.catalogue

    @property
    def build(self) -> str:
        """The name of the build: the same for the same texts, encoder, code and calibration."""
        return self.contents.build

    def search(self, query: str, *, as_of: date, locality: str | None = None, limit: int = 5) -> SearchResult:
        """The policies in force on that day for that place that answer best, each with at most two clauses."""
        scores = self.score(query, as_of=as_of, locality=locality)
        if scores is None:
            return SearchResult(results=[], answerable=False)
        view = self.view(as_of, locality)
        best = np.argsort(-scores.fused, kind="stable")[: max(limit, 0)]
        threshold = self.contents.manifest.calibration.answerable.threshold
        hits = [self._hit(view, scores, int(position)) for position in best]
        return SearchResult(hits, scores.answerable >= threshold, scores.answerable, threshold)

    def score(self, query: str, *, as_of: date, locality: str | None = None) -> Scores | None:
        """What every part says of every policy in force; None when there is nothing to search for or in."""
        view = self.view(as_of, locality)
        text = normalise_query(query)
        if not text or not view.policies:
            return None
        calibration = self.contents.manifest.calibration
        segmented = self.contents.segmenter.words(text)
        words = self._word_scores(terms(segmented, text), view)
        cosines = self._cosines(self.contents.encoder.encode_query(query[:LONGEST_QUERY]), view)
        classes = self.contents.classifier.scores(text)
        parts = {
            "bm25": view.pool(words, calibration.pooled),
            "encoder": view.pool(cosines, calibration.pooled),
            "classifier": classes[view.classes],
            "name": view.names.named(text),
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

    def view(self, as_of: date, locality: str | None = None) -> View:
        """What of the index may be shown on a day for a place."""
        return self._views(as_of, self._speaking(locality))

    def _speaking(self, locality: str | None) -> str | None:
        # All places below one that has entries of its own are shown what it is shown: its view is made once for them.
        return next((code for code in places_from(locality) if code in self.catalogue.overlays), None)

    def _build_view(self, as_of: date, locality: str | None) -> View:
        return build_view(self.contents, self.catalogue, self._standing, as_of, locality)

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
        cosines = np.zeros(len(view.texts), dtype=np.float32)
        # FAISS gives arbitrary results for a query that is zero or not a number; such a query resembles nothing.
        if np.isfinite(query).all() and query.any():
            query = np.ascontiguousarray(query, dtype=np.float32)
            arrays = (faiss.swig_ptr(array) for array in (cosines, view.texts))
            # Every text counts in the fusion: a search for the best would sort what nobody asks to be sorted.
            self.contents.vectors.compute_distance_subset(1, faiss.swig_ptr(query), len(view.texts), *arrays)
        return cosines

    def _hit(self, view: View, scores: Scores, position: int) -> Hit:
        policy = view.policies[position]
        own = view.clauses_of(position)
        clauses = [self.contents.texts[row] for row in view.texts[own]]
        return Hit(
            policy_id=policy.id,
            name=policy.name,
            department=policy.department,
            score=round(float(scores.fused[position]), 4),
            passages=cite(scores.question, view.rules[position], clauses, scores.likeness[own]),
            parts={name: round(float(values[position]), 4) for name, values in scores.parts.items()},
        )


def open_index(folder: Path, catalogue: Catalogue) -> SearchIndex:
    """The served index of a folder, ready to search. Raises IndexUnusableError when it must be built again.

    Of an index of another catalogue only what this one still says is found and cited.
    """
    return SearchIndex(read_index(folder), catalogue)


def fuse(parts: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """The weighted sum of the parts, each first brought to mean 0 and deviation 1 over the policies."""
    total = np.zeros_like(next(iter(parts.values())))
    for name, values in parts.items():
        deviation = values.std()
        if deviation > 0:
            total = total + np.float32(weights[name]) * (values - values.mean()) / deviation
    return total
