"""What the default encoder is trained on and how, and where the result of exactly that stands. Needs no torch."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge.catalogue import Catalogue
from retrieval.errors import EncoderError
from retrieval.passages import texts_by_policy
from retrieval.text import normalise

TRAINING = Path(__file__).with_name("training.py")


@dataclass(frozen=True)
class Recipe:
    """How an encoder is trained. A batch holds at most one pair of a policy, so no other row of it is a hidden match."""

    dimension: int = 512
    steps: int = 500
    batch: int = 64
    learning_rate: float = 0.01
    scale: float = 20.0
    seed: int = 20261122


def training_texts(catalogue: Catalogue) -> dict[str, list[str]]:
    """The normalised texts of every policy. EncoderError when there is too little to tell policies apart."""
    groups = texts_by_policy(catalogue).items()
    distinct = {policy: list(dict.fromkeys(normalise(text) for text in texts)) for policy, texts in groups}
    trainable = {policy: texts for policy, texts in distinct.items() if len(texts) > 1}
    if len(trainable) < 2:
        raise EncoderError("an encoder needs at least two policies with two texts each")
    return trainable


def trained_folder(catalogue: Catalogue, folder: Path, recipe: Recipe) -> Path:
    """Where the encoder of exactly these texts and this recipe stands, or will stand."""
    content = json.dumps([training_texts(catalogue), asdict(recipe)], ensure_ascii=False, sort_keys=True)
    # How it is trained is an input like any other: an encoder of a former way of training must not be taken for this one.
    return folder / hashlib.sha256(content.encode() + TRAINING.read_bytes()).hexdigest()[:16]
