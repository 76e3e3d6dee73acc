"""Text to vectors: the encoder trained here, read without torch, or any sentence-transformers model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors

from retrieval.errors import EncoderError
from retrieval.text import normalise

Matrix = NDArray[np.float32]
Vector = NDArray[np.float32]
Kind = Literal["embedded", "library"]

# Only folders written by training carry this file; it is what tells the two kinds of encoder apart.
RECIPE_FILE = "recipe.json"
WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"
UNKNOWN = "[UNK]"


class Encoder(Protocol):
    """What the index asks of an encoder. Vectors have length one; a text it knows nothing of becomes zeros.

    kind: `embedded` for one trained here; source: the folder or the hub name; identity: changes whenever the vectors may change.
    """

    kind: Kind
    source: str
    identity: str
    dimension: int

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """One row per text of the catalogue."""
        ...

    def encode_query(self, text: str) -> Vector:
        """The vector of what somebody asked."""
        ...


class EmbeddedEncoder:
    """The encoder trained here: the mean of one vector per character."""

    kind: Kind = "embedded"

    def __init__(self, folder: Path) -> None:
        """Read the folder; EncoderError when it is incomplete or damaged."""
        try:
            weights = (folder / WEIGHTS_FILE).read_bytes()
            tokenizer = (folder / TOKENIZER_FILE).read_bytes()
            self._vectors: Matrix = load_tensors(weights)["embedding.weight"]
            self._positions: dict[str, int] = json.loads(tokenizer)["model"]["vocab"]
        except (OSError, KeyError, TypeError, ValueError, SafetensorError) as error:
            raise EncoderError(f"the encoder in {folder} cannot be read: {error}") from error
        if self._vectors.ndim != 2 or self._positions.get(UNKNOWN) != 0 or len(self._positions) != len(self._vectors):
            raise EncoderError(f"the encoder in {folder} has {self._vectors.shape} vectors for {len(self._positions)} characters")
        self.source = str(folder)
        self.identity = hashlib.sha256(weights + tokenizer).hexdigest()
        self.dimension = int(self._vectors.shape[1])

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """One row per text."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return unit_rows(np.stack([self._mean(normalise(text)) for text in texts]))

    def encode_query(self, text: str) -> Vector:
        """The vector of one question."""
        return np.asarray(self.encode_passages([text])[0])

    def _mean(self, text: str) -> Vector:
        positions = [self._positions.get(character, 0) for character in text]
        if not positions:
            return np.zeros(self.dimension, dtype=np.float32)
        # Summed and divided in this order the result is bit for bit torch's embedding bag.
        return np.asarray(self._vectors[positions].sum(axis=0) / np.float32(len(positions)))


class LibraryEncoder:
    """Any sentence-transformers model, by hub name or folder."""

    kind: Kind = "library"

    def __init__(self, source: str) -> None:
        """Load it; EncoderError when neither the folder nor the hub has it."""
        # Imported here because this import takes seconds and memory that serving the embedded encoder does not need.
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(source, device="cpu")
        except (OSError, ValueError) as error:
            raise EncoderError(f"the model {source} cannot be loaded: {error}") from error
        dimension = self._model.get_embedding_dimension()
        if not dimension:
            raise EncoderError(f"the model {source} does not say how long its vectors are")
        self.source = source
        self.dimension = int(dimension)
        self.identity = self._fingerprint()

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """One row per text, with the model's own prompt for documents."""
        return unit_rows(np.asarray(self._model.encode_document(list(texts), show_progress_bar=False), dtype=np.float32))

    def encode_query(self, text: str) -> Vector:
        """The vector of one question, with the model's own prompt for queries."""
        vector: Any = self._model.encode_query(text, show_progress_bar=False)
        return np.asarray(unit_rows(np.asarray([vector], dtype=np.float32))[0])

    def _fingerprint(self) -> str:
        digest = hashlib.sha256(self.source.encode())
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(f"{name}{tuple(tensor.shape)}".encode())
            digest.update(tensor.flatten()[:4096].cpu().float().numpy().tobytes())
        return digest.hexdigest()


def open_encoder(source: str | Path) -> Encoder:
    """The encoder of a folder trained here, of any other sentence-transformers folder, or of a hub name."""
    if (Path(source) / RECIPE_FILE).is_file():
        return EmbeddedEncoder(Path(source))
    return LibraryEncoder(str(source))


def unit_rows(rows: Matrix) -> Matrix:
    """Every row scaled to length one; rows that are zero or not finite become zero, since they compare with nothing."""
    finite: Matrix = np.where(np.isfinite(rows).all(axis=1, keepdims=True), rows, np.float32(0))
    lengths = np.linalg.norm(finite, axis=1, keepdims=True)
    return np.asarray(finite / np.where(lengths > 0, lengths, 1), dtype=np.float32)
