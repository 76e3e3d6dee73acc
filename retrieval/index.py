"""The index of one catalogue version: vectors, words, texts, classifier and encoder in one sealed folder."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import faiss
import numpy as np
import yaml
from bm25s import BM25
from pydantic import BaseModel, ConfigDict, TypeAdapter
from tqdm import tqdm

from knowledge.catalogue import Catalogue
from retrieval.calibration import Calibration, load_calibration
from retrieval.classifier import Classifier, read_classifier, train_classifier
from retrieval.encoder import Encoder, Kind, open_encoder
from retrieval.errors import EncoderError, IndexUnusableError
from retrieval.passages import SearchText, search_texts
from retrieval.store import Seal, read_manifest, read_pointer, verified_files, write_build
from retrieval.text import Segmenter, lexicon_dictionaries, normalise, segmenter_with, terms

FORMAT: Literal[1] = 1
OUT_OF_SCOPE = Path(__file__).with_name("out_of_scope.yaml")
# The code that decides what an index holds: when it changes, an index of before is out of date.
BUILDING = [Path(__file__).with_name(f"{name}.py") for name in ("index", "classifier", "encoder", "passages", "text")]
VECTORS_FILE = "vectors.faiss"
TEXTS_FILE = "texts.json"
LEXICON_FILE = "lexicon.json"
WORDS_FOLDER = "words"
ENCODER_FOLDER = "encoder"
POLICY_CLASSIFIER = "policies"
SCOPE_CLASSIFIER = "scope"
INSIDE, OUTSIDE = "inside", "outside"
SPOKEN = ("phrase", "name")
BATCH = 64
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
    """What an index is made of. `files` seals every file of its folder but this one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1]
    catalogue: str
    encoder: EncoderReference
    count: int
    calibration: Calibration
    created: datetime
    files: dict[str, Seal]


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


def build_index(
    catalogue: Catalogue, encoder: Encoder, folder: Path, progress: bool = False, calibration: Calibration | None = None
) -> Path:
    """Build the index of this catalogue below `folder`, swap it in and give its own folder."""
    calibration = calibration or load_calibration()
    texts, lexicon = search_texts(catalogue), lexicon_dictionaries()

    def write(target: Path) -> None:
        _write_vectors(texts, encoder, target / VECTORS_FILE, progress)
        _write_words(texts, lexicon, target / WORDS_FOLDER)
        (target / LEXICON_FILE).write_bytes(LEXICON.dump_json(lexicon))
        _train_policies(texts).save(target, POLICY_CLASSIFIER)
        _train_scope(texts).save(target, SCOPE_CLASSIFIER)
        (target / TEXTS_FILE).write_bytes(TEXTS.dump_json(texts))
        if encoder.kind == "embedded":
            shutil.copytree(encoder.source, target / ENCODER_FOLDER)

    def manifest(files: Mapping[str, Seal]) -> Manifest:
        return Manifest(
            format=FORMAT,
            catalogue=catalogue.version,
            encoder=_reference_to(encoder),
            count=len(texts),
            calibration=calibration,
            created=datetime.now(UTC),
            files=dict(files),
        )

    return write_build(folder, build_name(catalogue, encoder, calibration), write, manifest)


def build_name(catalogue: Catalogue, encoder: Encoder, calibration: Calibration) -> str:
    """The name of the build of exactly these inputs."""
    digest = hashlib.sha256(f"{FORMAT} {catalogue.version} {encoder.identity} {calibration.model_dump_json()}".encode())
    digest.update(LEXICON.dump_json(lexicon_dictionaries()))
    for file in (OUT_OF_SCOPE, *BUILDING):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def read_index(folder: Path, catalogue: Catalogue) -> IndexContents:
    """The served index of `folder`. Raises IndexUnusableError, before using any of it, unless whole and of this catalogue."""
    pointer = read_pointer(folder)
    build = folder / pointer.build
    manifest = read_manifest(folder, pointer, Manifest)
    if manifest.catalogue != catalogue.version:
        raise IndexUnusableError("catalogue", f"{build} was built for catalogue {manifest.catalogue}, not {catalogue.version}")
    files = verified_files(build, manifest.files)
    return IndexContents(
        build=pointer.build,
        manifest=manifest,
        texts=_read_texts(files, manifest),
        vectors=_read_vectors(files, manifest),
        words=_read_words(build / WORDS_FOLDER, manifest),
        classifier=_read_classifier(files, POLICY_CLASSIFIER),
        scope=_read_classifier(files, SCOPE_CLASSIFIER),
        encoder=_read_encoder(build, manifest.encoder),
        segmenter=segmenter_with(LEXICON.validate_json(_file(files, LEXICON_FILE))),
    )


def _reference_to(encoder: Encoder) -> EncoderReference:
    source = ENCODER_FOLDER if encoder.kind == "embedded" else encoder.source
    return EncoderReference(kind=encoder.kind, source=source, identity=encoder.identity, dimension=encoder.dimension)


def _write_vectors(texts: Sequence[SearchText], encoder: Encoder, file: Path, progress: bool) -> None:
    vectors = faiss.IndexIDMap2(faiss.IndexFlatIP(encoder.dimension))
    with tqdm(total=len(texts), desc="index", unit="text", disable=not progress) as bar:
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            rows = encoder.encode_passages([text.text for text in batch])
            vectors.add_with_ids(rows, np.arange(start, start + len(batch), dtype=np.int64))
            bar.update(len(batch))
    file.write_bytes(faiss.serialize_index(vectors).tobytes())


def _write_words(texts: Sequence[SearchText], lexicon: tuple[str, ...], folder: Path) -> None:
    segmenter = segmenter_with(lexicon)
    contents = [normalise(text.text) for text in texts]
    rows = [terms(segmenter.words(content), content) for content in contents]
    # bm25s would number words in the order of a set, different in every process.
    numbers = {term: number for number, term in enumerate(sorted({term for row in rows for term in row}))}
    words = BM25()
    words.index(([[numbers[term] for term in row] for row in rows], numbers), show_progress=False)
    words.save(folder, show_progress=False)


def _train_policies(texts: Sequence[SearchText]) -> Classifier:
    return train_classifier([text.text for text in texts], [text.policy_id for text in texts], longest_gram=3, penalty=1e-5)


def _train_scope(texts: Sequence[SearchText]) -> Classifier:
    # Clauses are left out: what is asked here is how people speak, and laws speak otherwise than anybody who asks.
    inside = [text.text for text in texts if text.kind in SPOKEN]
    outside = [sentence for group in yaml.safe_load(OUT_OF_SCOPE.read_text("utf-8")) for sentence in group["sentences"]]
    # Pairs of characters at most: longer runs learn these sentences by heart instead of what they are about.
    return train_classifier(inside + outside, [INSIDE] * len(inside) + [OUTSIDE] * len(outside), longest_gram=2, penalty=1e-4)


def _read_classifier(files: Mapping[str, bytes], name: str) -> Classifier:
    return read_classifier(_file(files, f"{name}.npz"), _file(files, f"{name}.json"))


def _file(files: Mapping[str, bytes], name: str) -> bytes:
    if name not in files:
        raise IndexUnusableError("contents", f"the index has no {name}")
    return files[name]


def _read_texts(files: Mapping[str, bytes], manifest: Manifest) -> list[SearchText]:
    texts = TEXTS.validate_json(_file(files, TEXTS_FILE))
    if len(texts) != manifest.count:
        raise IndexUnusableError("contents", f"the index has {len(texts)} texts instead of {manifest.count}")
    return texts


def _read_vectors(files: Mapping[str, bytes], manifest: Manifest) -> Any:
    vectors: Any = faiss.deserialize_index(np.frombuffer(_file(files, VECTORS_FILE), dtype=np.uint8))
    flat = isinstance(vectors, faiss.IndexIDMap2) and isinstance(faiss.downcast_index(vectors.index), faiss.IndexFlatIP)
    if not flat or vectors.d != manifest.encoder.dimension or vectors.ntotal != manifest.count:
        raise IndexUnusableError("contents", f"{VECTORS_FILE} is not the flat inner-product index its manifest describes")
    if not np.array_equal(faiss.vector_to_array(vectors.id_map), np.arange(manifest.count)):
        raise IndexUnusableError("contents", f"{VECTORS_FILE} numbers its vectors otherwise than the texts")
    return vectors


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
