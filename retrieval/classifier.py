"""Linear classifiers over character n-grams: which policy is meant, and whether any is."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import IndexUnusableError
from retrieval.text import normalise

Floats = NDArray[np.float32]
HalfFloats = NDArray[np.float16]

# What stands in one text only is two thirds of all runs, and helps no question.
FEWEST_TEXTS = 2
SEED = 20261122


class Classifier:
    """Log probabilities of classes for a text, read from plain arrays: nothing of it can run code."""

    def __init__(self, classes: Sequence[str], grams: Sequence[str], rarity: Floats, weights: HalfFloats, bias: Floats) -> None:
        """rarity: inverse document frequency by n-gram; weights: one row per n-gram, one column per class, in half precision."""
        self.classes = list(classes)
        self.grams = list(grams)
        self.longest_gram = max(map(len, grams), default=1)
        self.rarity, self.weights, self.bias = rarity, weights, bias
        self._positions = {gram: position for position, gram in enumerate(grams)}

    def scores(self, text: str) -> Floats:
        """The log probability of every class, in the order of `classes`."""
        grams = character_grams(normalise(text), self.longest_gram)
        counts = Counter(self._positions[gram] for gram in grams if gram in self._positions)
        positions = list(counts)
        strengths = (1 + np.log(np.array(list(counts.values()), dtype=np.float32))) * self.rarity[positions]
        length = np.linalg.norm(strengths)
        odds = self.bias + (strengths / length if length > 0 else strengths) @ self.weights[positions].astype(np.float32)
        top = odds.max()
        return np.asarray(odds - top - np.log(np.exp(odds - top).sum()), dtype=np.float32)

    def save(self, folder: Path, name: str) -> None:
        """Write the arrays to `name`.npz and the classes and n-grams to `name`.json."""
        np.savez(folder / f"{name}.npz", rarity=self.rarity, weights=self.weights, bias=self.bias)
        names = {"classes": self.classes, "grams": self.grams}
        (folder / f"{name}.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")


def character_grams(text: str, longest: int) -> list[str]:
    """All runs of one to `longest` characters."""
    return [text[start : start + size] for size in range(1, longest + 1) for start in range(len(text) - size + 1)]


def read_classifier(arrays: bytes, names: bytes) -> Classifier:
    """The classifier of verified bytes. Raises IndexUnusableError when they do not fit together."""
    known = json.loads(names)
    with np.load(io.BytesIO(arrays), allow_pickle=False) as loaded:
        classifier = Classifier(known["classes"], known["grams"], loaded["rarity"], loaded["weights"], loaded["bias"])
    if classifier.weights.shape != (len(classifier.grams), len(classifier.classes)):
        raise IndexUnusableError("contents", "the names and the weights of a classifier do not fit together")
    return classifier


def train_classifier(texts: Sequence[str], classes: Sequence[str], longest_gram: int, penalty: float, rounds: int) -> Classifier:
    """Fit on texts with their class; the same input gives the same weights. penalty: scikit-learn's alpha."""
    # Only building needs scikit-learn, and importing it takes longer than opening an index.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier

    analyzer = partial(character_grams, longest=longest_gram)
    vectorizer = TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, min_df=FEWEST_TEXTS)
    features = vectorizer.fit_transform([normalise(text) for text in texts])
    # An exact fit of some 180 classes takes two minutes and finds no more than a few rounds do in five seconds.
    model = SGDClassifier(
        loss="log_loss", alpha=penalty, class_weight="balanced", max_iter=rounds, tol=None, random_state=SEED, n_jobs=1
    ).fit(features, list(classes))
    weights, bias = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:
        # Of two classes scikit-learn keeps one column, the odds of the second.
        weights, bias = np.hstack([np.zeros_like(weights), weights]), np.concatenate([[0.0], bias])
    return Classifier(
        [str(name) for name in model.classes_],
        [str(gram) for gram in vectorizer.get_feature_names_out()],
        vectorizer.idf_.astype(np.float32),
        np.ascontiguousarray(weights, dtype=np.float16),
        bias.astype(np.float32),
    )
