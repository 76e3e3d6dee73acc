"""An index as it stands in its folder, and how it is read: every byte checked before any of it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import faiss
import numpy as np
from bm25s import BM25
from pydantic import BaseModel, ConfigDict, TypeAdapter

from retrieval.calibration import Calibration
from retrieval.classifier import Classifier, read_classifier
from retrieval.encoder import Encoder, Kind, open_encoder
from retrieval.errors import EncoderError, IndexUnusableError
from retrieval.passages import SearchText
from retrieval.store import Pointer, Seal, read_manifest, read_pointer, verified_files
from retrieval.text import Segmenter, segmenter_with

FORMAT: Literal[2] = 2
VECTORS_FILE = "vectors.faiss"
TEXTS_FILE = "texts.json"
LEXICON_FILE = "lexicon.json"
WORDS_FOLDER = "words"
ENCODER_FOLDER = "encoder"
POLICY_CLASSIFIER = "policies"
SCOPE_CLASSIFIER = "scope"
INSIDE, OUTSIDE = "inside", "outside"
TEXTS = TypeAdapter(list[SearchText])
LEXICON = TypeAdapter(tuple[str, ...])


class EncoderReference(BaseModel):
    """Which encoder made the vectors: an embedded one travels inside the index, a library one is loaded from its source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    source: str
    identity: str
    dimension: int


class Manifest(BaseModel):
    """What an index is made of. `files` seals every file of its folder but this one.

    parts: by the name of a part, a checksum of all it was made from; a later build copies it while that is the same.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[2]
    catalogue: str
    encoder: EncoderReference
    count: int
    calibration: Calibration
    created: datetime
    parts: dict[str, str]
    files: dict[str, Seal]


@dataclass(frozen=True)
class SealedIndex:
    """The bytes of a build, each as it was written. files: by their path in it."""

    build: Path
    manifest: Manifest
    files: dict[str, bytes]


@dataclass(frozen=True)
class IndexContents:
    """An index as read from its folder, every byte checked."""

    build: str
    manifest: Manifest
    texts: list[SearchText]
    vectors: Any
    words: BM25
    classifier: Classifier
    scope: Classifier
    encoder: Encoder
    segmenter: Segmenter


def read_sealed(folder: Path, pointer: Pointer | None = None) -> SealedIndex:
    """The bytes of the served build of a folder, or of the one a pointer names. Raises IndexUnusableError unless it is whole."""
    pointer = pointer or read_pointer(folder)
    manifest = read_manifest(folder, pointer, Manifest)
    return SealedIndex(folder / pointer.build, manifest, verified_files(folder / pointer.build, manifest.files))


def read_index(folder: Path, pointer: Pointer | None = None) -> IndexContents:
    """The same, opened. Raises IndexUnusableError before anything of it was used."""
    sealed = read_sealed(folder, pointer)
    files, manifest = sealed.files, sealed.manifest
    return IndexContents(
        build=sealed.build.name,
        manifest=manifest,
        texts=read_texts(sealed),
        vectors=read_vectors(sealed),
        words=_read_words(sealed.build / WORDS_FOLDER, manifest),
        classifier=_read_classifier(files, POLICY_CLASSIFIER),
        scope=_read_classifier(files, SCOPE_CLASSIFIER),
        encoder=_read_encoder(sealed.build, manifest.encoder),
        segmenter=segmenter_with(LEXICON.validate_json(_file(files, LEXICON_FILE))),
    )


def read_texts(sealed: SealedIndex) -> list[SearchText]:
    """The texts, in the order of the vectors. Raises IndexUnusableError."""
    texts = TEXTS.validate_json(_file(sealed.files, TEXTS_FILE))
    if len(texts) != sealed.manifest.count:
        raise IndexUnusableError("contents", f"the index has {len(texts)} texts instead of {sealed.manifest.count}")
    return texts


def read_vectors(sealed: SealedIndex) -> Any:
    """The FAISS index of the vectors. Raises IndexUnusableError."""
    manifest = sealed.manifest
    vectors = faiss.deserialize_index(np.frombuffer(_file(sealed.files, VECTORS_FILE), dtype=np.uint8))
    if not isinstance(vectors, faiss.IndexFlatIP) or (vectors.d, vectors.ntotal) != (manifest.encoder.dimension, manifest.count):
        raise IndexUnusableError("contents", f"{VECTORS_FILE} is not the flat inner-product index its manifest describes")
    return vectors


def _read_classifier(files: Mapping[str, bytes], name: str) -> Classifier:
    return read_classifier(_file(files, f"{name}.npz"), _file(files, f"{name}.json"))


def _file(files: Mapping[str, bytes], name: str) -> bytes:
    if name not in files:
        raise IndexUnusableError("contents", f"the index has no {name}")
    return files[name]


def _read_words(folder: Path, manifest: Manifest) -> BM25:
    words = BM25.load(folder, show_progress=False)
    if words.scores["num_docs"] != manifest.count:
        raise IndexUnusableError("contents", f"{folder} counts {words.scores['num_docs']} texts instead of {manifest.count}")
    return words


def _read_encoder(build: Path, reference: EncoderReference) -> Encoder:
    try:
        encoder = open_encoder(build / ENCODER_FOLDER if reference.kind == "embedded" else reference.source)
    except EncoderError as error:
        raise IndexUnusableError("encoder", str(error)) from error
    if (encoder.identity, encoder.dimension) != (reference.identity, reference.dimension):
        raise IndexUnusableError("encoder", f"the encoder of {build} is not the one its vectors were made with")
    return encoder
