"""Training the encoder, reading it without torch, and using another one instead."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from knowledge.catalogue import Catalogue
from retrieval.build import ROOT, prepare_encoder
from retrieval.encoder import RECIPE_FILE, WEIGHTS_FILE, EmbeddedEncoder, LibraryEncoder, open_encoder, unit_rows
from retrieval.errors import EncoderError
from retrieval.index import build_index
from retrieval.recipe import Recipe
from retrieval.search import open_index
from retrieval.training import train_encoder
from tests.retrieval.conftest import DAY

TINY = Recipe(dimension=16, steps=5)
TEXTS = ["低保怎么办", "我家房子塌了，没地方住", "a", "没" * 300, "\U0001f600"]


def test_the_same_texts_and_seed_give_the_same_bytes(small_catalogue: Catalogue, tmp_path: Path) -> None:
    first = train_encoder(small_catalogue, tmp_path / "first", TINY)
    second = train_encoder(small_catalogue, tmp_path / "second", TINY)
    assert first.name == second.name
    assert (first / WEIGHTS_FILE).read_bytes() == (second / WEIGHTS_FILE).read_bytes()


def test_another_seed_gives_another_encoder(small_catalogue: Catalogue, tmp_path: Path) -> None:
    first = train_encoder(small_catalogue, tmp_path, TINY)
    second = train_encoder(small_catalogue, tmp_path, Recipe(dimension=16, steps=5, seed=1))
    assert EmbeddedEncoder(first).identity != EmbeddedEncoder(second).identity


def test_vectors_read_without_torch_are_those_of_sentence_transformers(encoder: EmbeddedEncoder) -> None:
    library = np.asarray(SentenceTransformer(encoder.source, device="cpu").encode(TEXTS, show_progress_bar=False))
    assert np.array_equal(encoder.encode_passages(TEXTS), unit_rows(library))


def test_a_text_of_unknown_characters_becomes_zeros(encoder: EmbeddedEncoder) -> None:
    assert not encoder.encode_query("ᚠᚢᚦ").any()
    assert not encoder.encode_query("").any()


def test_rows_that_are_not_numbers_become_zeros() -> None:
    rows = np.array([[3, 4], [np.nan, 1], [np.inf, 1], [0, 0]], dtype=np.float32)
    assert unit_rows(rows).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0, 0], [0, 0], [0, 0]]


@pytest.mark.parametrize("keep", [0, 7, 5000])
def test_a_cut_weights_file_is_refused(encoder: EmbeddedEncoder, tmp_path: Path, keep: int) -> None:
    folder = Path(shutil.copytree(encoder.source, tmp_path / "encoder"))
    weights = folder / WEIGHTS_FILE
    weights.write_bytes(weights.read_bytes()[:keep])
    with pytest.raises(EncoderError, match="cannot be read"):
        EmbeddedEncoder(folder)


def test_a_damaged_encoder_is_trained_again(small_catalogue: Catalogue, tmp_path: Path) -> None:
    first = prepare_encoder(small_catalogue, tmp_path)
    (Path(first.source) / WEIGHTS_FILE).write_bytes(b"damaged")
    assert prepare_encoder(small_catalogue, tmp_path).identity == first.identity


def test_a_catalogue_too_small_to_tell_policies_apart_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    lonely = Catalogue({"dibao": catalogue.policies["dibao"]}, {}, catalogue.parameters, catalogue.dictionary, "lonely")
    with pytest.raises(EncoderError, match="two policies"):
        train_encoder(lonely, tmp_path)


def test_the_folder_named_by_embedding_model_makes_the_vectors(
    small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path
) -> None:
    # A folder without our recipe is what any sentence-transformers model looks like.
    other = Path(shutil.copytree(encoder.source, tmp_path / "other"))
    (other / RECIPE_FILE).unlink()
    chosen = prepare_encoder(small_catalogue, tmp_path / "unused", model=str(other))
    assert isinstance(chosen, LibraryEncoder)
    build_index(small_catalogue, chosen, tmp_path / "index")
    index = open_index(tmp_path / "index", small_catalogue)
    assert index.contents.manifest.encoder.source == str(other)
    assert index.search("八十岁老人有没有补贴", as_of=DAY).results[0].policy_id == "gaoling-jintie"
    assert not (tmp_path / "unused").exists()


def test_a_model_that_is_nowhere_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no-such-model"):
        open_encoder(tmp_path / "no-such-model")


def test_serving_imports_neither_torch_nor_scikit_learn(built_folder: Path) -> None:
    program = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from knowledge.catalogue import load_catalogue; from retrieval.search import open_index\n"
        f"index = open_index(Path({str(built_folder)!r}), load_catalogue())\n"
        "assert index.search('dibao 低保', as_of=date(2026, 11, 22)).results\n"
        "print(sorted({'torch', 'sklearn', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
