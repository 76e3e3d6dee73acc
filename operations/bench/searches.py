"""The search beside plain TF-IDF, on the real catalogue and on one of a hundred thousand passages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle
from pathlib import Path

import faiss
import numpy as np
from bm25s import BM25

from knowledge.catalogue import Catalogue, load_catalogue
from operations.bench.figures import Row, figure, milliseconds
from retrieval.classifier import Classifier
from retrieval.evaluate import own_set
from retrieval.passages import SearchText
from retrieval.search import SearchIndex, open_index
from retrieval.text import normalise, normalise_query, terms
from retrieval.yardstick import Yardstick

MANY = 100_000
QUESTIONS = 200


def search_rows(index_folder: Path) -> Iterator[Row]:
    """One question after another, one thread: the whole search, and TF-IDF over the same texts, which cites nothing."""
    index = open_index(index_folder, load_catalogue())
    yield _row("retrieval", "search, fused and cited; beside it character TF-IDF, uncited", index)
    many = copied(index, MANY)
    yield _row("retrieval.many", f"the same, {len(many.contents.texts):,} passages (copies)", many)


def _row(key: str, what: str, index: SearchIndex) -> Row:
    day = date.today()
    # As many, and as long, as people ask: every time another one.
    questions = [question.text for question in own_set().questions]
    asked = questions[:: len(questions) // QUESTIONS][:QUESTIONS]
    yardstick = Yardstick(index, index.view(day))
    return Row(
        key,
        what,
        "ms",
        figure(_times(lambda question: index.search(question, as_of=day), asked)),
        figure(_times(lambda question: yardstick.scores(normalise_query(question)).argmax(), asked)),
    )


def _times(search: Callable[[str], object], asked: list[str]) -> list[float]:
    left = cycle(asked)
    return milliseconds(lambda: search(next(left)), len(asked))


def copied(index: SearchIndex, passages: int) -> SearchIndex:
    """An index of at least so many passages: every policy stands there several times, each time under another id."""
    contents, catalogue = index.contents, index.catalogue
    copies = -(-passages // len(contents.texts))
    texts = [_copy_of(text, number) for number in range(copies) for text in contents.texts]
    policies = {
        _id(name, number): policy.model_copy(update={"id": _id(name, number)})
        for number in range(copies)
        for name, policy in catalogue.policies.items()
    }
    overlays = {
        place: {
            _id(name, number): overlay.model_copy(update={"overrides": _id(name, number)})
            for number in range(copies)
            for name, overlay in group.items()
        }
        for place, group in catalogue.overlays.items()
    }
    larger = replace(
        contents,
        texts=texts,
        vectors=_vectors(contents.vectors, copies),
        words=_words(index, copies),
        classifier=_classifier(contents.classifier, copies),
    )
    return SearchIndex(larger, Catalogue(policies, overlays, catalogue.parameters, catalogue.dictionary, index.version))


def _id(name: str, number: int) -> str:
    return f"{name}-{number}"


def _copy_of(text: SearchText, number: int) -> SearchText:
    return text.model_copy(update={"policy_id": _id(text.policy_id, number)})


def _vectors(vectors: faiss.IndexFlatIP, copies: int) -> faiss.IndexFlatIP:
    larger = faiss.IndexFlatIP(vectors.d)
    for _ in range(copies):
        larger.add(vectors.reconstruct_n(0, vectors.ntotal))
    return larger


def _words(index: SearchIndex, copies: int) -> BM25:
    normalised = [normalise(text.text) for text in index.contents.texts]
    rows = [terms(index.contents.segmenter.words(text), text) for text in normalised]
    numbers = {term: number for number, term in enumerate(sorted({term for row in rows for term in row}))}
    words = BM25()
    words.index(([[numbers[term] for term in row] for row in rows] * copies, numbers), show_progress=False)
    return words


def _classifier(classifier: Classifier, copies: int) -> Classifier:
    classes = [_id(name, number) for number in range(copies) for name in classifier.classes]
    weights = np.tile(classifier.weights, copies)
    return Classifier(classes, classifier.grams, classifier.rarity, weights, np.tile(classifier.bias, copies))
