"""The real catalogue, the encoder trained on it and its index: made once for all tests of this folder."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue, load_catalogue
from retrieval.encoder import EmbeddedEncoder
from retrieval.index import build_index
from retrieval.search import SearchIndex, open_index
from retrieval.training import train_encoder

DAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def encoder(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> EmbeddedEncoder:
    return EmbeddedEncoder(train_encoder(catalogue, tmp_path_factory.mktemp("encoder")))


@pytest.fixture(scope="session")
def built_folder(catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    build_index(catalogue, encoder, folder)
    return folder


@pytest.fixture(scope="session")
def index(built_folder: Path, catalogue: Catalogue) -> SearchIndex:
    return open_index(built_folder, catalogue)


@pytest.fixture
def index_folder(built_folder: Path, tmp_path: Path) -> Path:
    """A copy of the index that a test may damage."""
    return Path(shutil.copytree(built_folder, tmp_path / "index"))


@pytest.fixture(scope="session")
def small_catalogue(catalogue: Catalogue) -> Catalogue:
    """Three policies: quick to train on and to index."""
    chosen = {name: catalogue.policies[name] for name in ("dibao", "gaoling-jintie", "nongcun-weifang")}
    return Catalogue(chosen, {}, catalogue.parameters, catalogue.dictionary, "small")
