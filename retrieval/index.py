"""Builds the index of one catalogue version: vectors, words, texts, classifiers and encoder in one sealed folder.

What has not changed since the index that is served is taken over from it: whole parts, and the vector of every text that stayed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import faiss
import numpy as np
import yaml
from bm25s import BM25
from tqdm import tqdm

from knowledge.catalogue import Catalogue
from retrieval.calibration import Calibration, load_calibration
from retrieval.classifier import train_classifier
from retrieval.contents import (
    ENCODER_FOLDER,
    FORMAT,
    INSIDE,
    LEXICON,
    LEXICON_FILE,
    OUTSIDE,
    POLICY_CLASSIFIER,
    SCOPE_CLASSIFIER,
    TEXTS,
    TEXTS_FILE,
    VECTORS_FILE,
    WORDS_FOLDER,
    EncoderReference,
    Manifest,
    SealedIndex,
    read_sealed,
    read_texts,
    read_vectors,
)
from retrieval.encoder import Encoder, Matrix
from retrieval.errors import IndexUnusableError
from retrieval.passages import SearchText, search_texts
from retrieval.store import Seal, write_build
from retrieval.text import TRADITIONAL, lexicon_dictionaries, normalise, segmenter_with, terms

HERE = Path(__file__).parent
OUT_OF_SCOPE = HERE / "out_of_scope.yaml"
# The code that decides what an index holds: when it changes, what was made by it is out of date.
BUILDING = [HERE / f"{name}.py" for name in ("index", "classifier", "encoder", "passages", "text")] + [TRADITIONAL]
SPOKEN = ("phrase", "name")
VECTORS = "vectors"
BATCH = 64


@dataclass(frozen=True)
class Part:
    """Files that depend on nothing but their inputs. inputs: a checksum of those; files: all that `write` leaves."""

    inputs: str
    files: tuple[str, ...]
    write: Callable[[Path], None]


def build_index(
    catalogue: Catalogue, encoder: Encoder, folder: Path, progress: bool = False, calibration: Calibration | None = None
) -> Path:
    """Build the index of this catalogue below `folder`, swap it in and give its own folder."""
    calibration = calibration or load_calibration()
    texts = search_texts(catalogue)
    parts = _parts(texts, lexicon_dictionaries())
    vectors = _checksum(encoder.identity)

    def write(target: Path) -> None:
        former = _served(folder)
        for name, part in parts.items():
            _provide(name, part, target, former)
        known = _known_vectors(former, vectors)
        (target / VECTORS_FILE).write_bytes(faiss.serialize_index(_vectors(texts, encoder, known, progress)).tobytes())
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
            parts={name: part.inputs for name, part in parts.items()} | {VECTORS: vectors},
            files=dict(files),
        )

    return write_build(folder, build_name(catalogue, encoder, calibration), write, manifest)


def build_name(catalogue: Catalogue, encoder: Encoder, calibration: Calibration) -> str:
    """The name of the build of exactly these inputs."""
    outside = OUT_OF_SCOPE.read_text("utf-8")
    made_of = [FORMAT, catalogue.version, encoder.identity, calibration.model_dump_json(), lexicon_dictionaries(), outside]
    return _checksum(*made_of)[:16]


def _parts(texts: Sequence[SearchText], lexicon: tuple[str, ...]) -> dict[str, Part]:
    contents, owners = [text.text for text in texts], [text.policy_id for text in texts]
    # Clauses are left out: what is asked here is how people speak, and laws speak otherwise than anybody who asks.
    inside = [text.text for text in texts if text.kind in SPOKEN]
    outside = [sentence for group in yaml.safe_load(OUT_OF_SCOPE.read_text("utf-8")) for sentence in group["sentences"]]
    return {
        "words": Part(
            _checksum(contents, lexicon), (WORDS_FOLDER, LEXICON_FILE), lambda target: _write_words(contents, lexicon, target)
        ),
        POLICY_CLASSIFIER: Part(
            _checksum(contents, owners),
            _classifier_files(POLICY_CLASSIFIER),
            lambda target: _train_policies(contents, owners, target),
        ),
        SCOPE_CLASSIFIER: Part(
            _checksum(inside, outside),
            _classifier_files(SCOPE_CLASSIFIER),
            lambda target: _train_scope(inside, outside, target),
        ),
    }


def _checksum(*inputs: object) -> str:
    """Of the inputs, and of the code that makes something of them."""
    digest = hashlib.sha256(json.dumps(inputs, ensure_ascii=False).encode())
    for file in BUILDING:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _served(folder: Path) -> SealedIndex | None:
    try:
        return read_sealed(folder)
    except IndexUnusableError:
        return None


def _provide(name: str, part: Part, target: Path, former: SealedIndex | None) -> None:
    if former is None or former.manifest.parts.get(name) != part.inputs:
        part.write(target)
        return
    for file, content in former.files.items():
        if file.startswith(part.files):
            (target / file).parent.mkdir(exist_ok=True)
            (target / file).write_bytes(content)


def _reference_to(encoder: Encoder) -> EncoderReference:
    source = ENCODER_FOLDER if encoder.kind == "embedded" else encoder.source
    return EncoderReference(kind=encoder.kind, source=source, identity=encoder.identity, dimension=encoder.dimension)


def _known_vectors(former: SealedIndex | None, made_by: str) -> dict[str, Matrix]:
    """The vectors of the former index by their texts, when the same encoder made them."""
    if former is None or former.manifest.parts.get(VECTORS) != made_by:
        return {}
    rows = read_vectors(former).reconstruct_n(0, former.manifest.count)
    return {text.text: row for text, row in zip(read_texts(former), rows, strict=True)}


def _vectors(texts: Sequence[SearchText], encoder: Encoder, known: Mapping[str, Matrix], progress: bool) -> faiss.IndexFlatIP:
    rows = dict(known)
    new = [content for content in dict.fromkeys(text.text for text in texts) if content not in known]
    with tqdm(total=len(new), desc="index", unit="text", disable=not progress) as bar:
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            rows.update(zip(batch, encoder.encode_passages(batch), strict=True))
            bar.update(len(batch))
    vectors = faiss.IndexFlatIP(encoder.dimension)
    vectors.add(np.stack([rows[text.text] for text in texts]))
    return vectors


def _write_words(contents: Sequence[str], lexicon: tuple[str, ...], target: Path) -> None:
    segmenter = segmenter_with(lexicon)
    normalised = [normalise(content) for content in contents]
    rows = [terms(segmenter.words(content), content) for content in normalised]
    # bm25s would number words in the order of a set, different in every process.
    numbers = {term: number for number, term in enumerate(sorted({term for row in rows for term in row}))}
    words = BM25()
    words.index(([[numbers[term] for term in row] for row in rows], numbers), show_progress=False)
    words.save(target / WORDS_FOLDER, show_progress=False)
    (target / LEXICON_FILE).write_bytes(LEXICON.dump_json(lexicon))


def _train_policies(contents: Sequence[str], owners: Sequence[str], target: Path) -> None:
    # Twice the rounds take twice the time, the most of any update, and find no more: it is within one question in 200.
    train_classifier(contents, owners, longest_gram=3, penalty=1e-5, rounds=5).save(target, POLICY_CLASSIFIER)


def _train_scope(inside: Sequence[str], outside: Sequence[str], target: Path) -> None:
    kinds = [INSIDE] * len(inside) + [OUTSIDE] * len(outside)
    # Pairs of characters at most: longer runs learn these sentences by heart instead of what they are about.
    train_classifier([*inside, *outside], kinds, longest_gram=2, penalty=1e-4, rounds=10).save(target, SCOPE_CLASSIFIER)


def _classifier_files(name: str) -> tuple[str, ...]:
    return (f"{name}.npz", f"{name}.json")
