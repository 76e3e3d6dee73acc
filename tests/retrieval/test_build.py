"""The command that trains and builds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.catalogue import load_catalogue
from retrieval.build import main
from retrieval.search import open_index
from tests.retrieval.conftest import DAY


def command(folder: Path, *more: str) -> int:
    return main(["--encoder-folder", str(folder / "encoder"), "--index-folder", str(folder / "index"), *more])


def test_the_command_trains_and_builds_what_is_missing_and_nothing_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(tmp_path, "--train") == 0
    assert not (tmp_path / "index").exists()
    encoder = next((tmp_path / "encoder").iterdir())
    trained = encoder.stat().st_mtime_ns
    assert command(tmp_path) == 0
    assert "built" in capsys.readouterr().out
    assert command(tmp_path) == 0
    assert "unchanged" in capsys.readouterr().out
    assert encoder.stat().st_mtime_ns == trained
    shutil.rmtree(encoder)
    assert command(tmp_path) == 0
    assert "built with the former encoder" in capsys.readouterr().out
    assert encoder.exists()
    assert open_index(tmp_path / "index", load_catalogue()).search("低保", as_of=DAY).answerable


def test_a_model_that_cannot_be_had_ends_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EMBEDDING_MODEL", str(tmp_path / "nowhere"))
    assert command(tmp_path) == 1
    assert "nowhere" in capsys.readouterr().err
