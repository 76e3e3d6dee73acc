"""Train the default encoder: one vector per character, on the catalogue's own texts, in seconds and without a download."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Regex, Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Split
from tqdm import tqdm

from knowledge.catalogue import Catalogue
from retrieval.encoder import RECIPE_FILE, UNKNOWN
from retrieval.recipe import Recipe, trained_folder, training_texts

Features = dict[str, torch.Tensor]


def train_encoder(catalogue: Catalogue, folder: Path, recipe: Recipe | None = None, progress: bool = False) -> Path:
    """Train on the catalogue and give the encoder's folder below `folder`. The same texts and recipe give the same bytes."""
    recipe = recipe or Recipe()
    target = trained_folder(catalogue, folder, recipe)
    _write(_train(training_texts(catalogue), recipe, progress), target, recipe)
    return target


def _tokenizer(texts: Iterable[Sequence[str]]) -> Tokenizer:
    # A blank stands where a mark stood; it means nothing and is left to the unknown.
    characters = sorted({character for group in texts for text in group for character in text} - {" "})
    positions = {character: position for position, character in enumerate([UNKNOWN, *characters])}
    tokenizer = Tokenizer(WordLevel(positions, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = Split(Regex(r"[\s\S]"), behavior="isolated")
    return tokenizer


def _train(texts: Mapping[str, Sequence[str]], recipe: Recipe, progress: bool) -> SentenceTransformer:
    # More threads are many times slower on such small batches, and their order of adding changes the last bits.
    torch.set_num_threads(1)
    random = np.random.default_rng(recipe.seed)
    tokenizer = _tokenizer(texts.values())
    weights = random.standard_normal((tokenizer.get_vocab_size(), recipe.dimension)).astype(np.float32)
    embedding = StaticEmbedding(tokenizer, embedding_weights=weights)
    model = SentenceTransformer(modules=[embedding], device="cpu")
    loss = MultipleNegativesRankingLoss(model, scale=recipe.scale)
    # All of Adam in one pass over the memory: a quarter less time, the same vectors.
    optimiser = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate, fused=True)
    groups = list(texts.values())
    for _ in tqdm(range(recipe.steps), desc="encoder", unit="step", disable=not progress):
        optimiser.zero_grad()
        loss(_batch(embedding, groups, recipe.batch, random), torch.empty(0)).backward()
        optimiser.step()
    with torch.no_grad():
        # A character never seen in training says nothing, so it must not pull a vector anywhere.
        embedding.embedding.weight[0] = 0
    return model


def _batch(embedding: StaticEmbedding, groups: list[Sequence[str]], size: int, random: np.random.Generator) -> list[Features]:
    anchors, positives = [], []
    for position in random.permutation(len(groups))[:size]:
        first, second = random.choice(len(groups[position]), size=2, replace=False)
        anchors.append(groups[position][first])
        positives.append(groups[position][second])
    return [embedding.preprocess(anchors), embedding.preprocess(positives)]


def _write(model: SentenceTransformer, target: Path, recipe: Recipe) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".unfinished-") as unfinished:
        whole = Path(unfinished) / "encoder"
        model.save(str(whole), create_model_card=False)
        (whole / RECIPE_FILE).write_text(json.dumps(asdict(recipe), indent=2), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        os.replace(whole, target)
