"""Kill -9 in the middle of `python -m retrieval.build`: what was served is served on, and the next build succeeds."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue
from retrieval.build import ROOT
from retrieval.encoder import EmbeddedEncoder
from retrieval.index import build_index
from retrieval.search import open_index
from retrieval.store import POINTER_FILE, UNFINISHED
from tests.retrieval.conftest import DAY

SECONDS = 120


@pytest.mark.parametrize("written", ["", "/words/vocab.index.json"], ids=["at the beginning", "with half of it written"])
def test_a_killed_build_loses_nothing(small_catalogue: Catalogue, encoder: EmbeddedEncoder, tmp_path: Path, written: str) -> None:
    build_index(small_catalogue, encoder, tmp_path)
    pointer = (tmp_path / POINTER_FILE).read_bytes()
    # The whole catalogue: long enough a build to be met in the middle.
    folders = ("--encoder-folder", str(Path(encoder.source).parent), "--index-folder", str(tmp_path))
    with subprocess.Popen([sys.executable, "-m", "retrieval.build", *folders], cwd=ROOT, stderr=subprocess.DEVNULL) as build:
        deadline = time.monotonic() + SECONDS
        while not list(tmp_path.glob(f"{UNFINISHED}*{written}")):
            assert build.poll() is None and time.monotonic() < deadline
            time.sleep(0.01)
        build.kill()
    assert list(tmp_path.glob(f"{UNFINISHED}*"))
    assert (tmp_path / POINTER_FILE).read_bytes() == pointer
    assert open_index(tmp_path, small_catalogue).search("低保", as_of=DAY).results
    later = Catalogue(small_catalogue.policies, {}, small_catalogue.parameters, small_catalogue.dictionary, "later")
    build_index(later, encoder, tmp_path)
    assert open_index(tmp_path, later).version == "later"
    assert not list(tmp_path.glob(f"{UNFINISHED}*"))
