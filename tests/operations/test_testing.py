"""The tests in parts side by side: none is forgotten, and what failed is read at the end."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from operations.environment import ROOT
from operations.testing import APART, NOTHING_SELECTED, REST, Part, run_all

PASSES = "def test_that_holds():\n    pass\n"
FAILS = "def test_that_does_not_hold():\n    assert 1 == 2\n"
BREAKS = "import nothing_of_this_name\n"
Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs parts that each hold one file, in a folder of their own; their code."""

    def run_contents(*contents: str, arguments: tuple[str, ...] = ()) -> int:
        parts = []
        for number, content in enumerate(contents):
            folder = tmp_path / str(number)
            folder.mkdir()
            (folder / "test_one.py").write_text(content, "utf-8")
            parts.append(Part(f"part {number}", (), options=("-c", os.devnull, "--rootdir", str(folder), str(folder))))
        return run_all(parts, os.environ, arguments)

    return run_contents


def test_every_folder_is_in_one_part_and_what_has_none_in_the_rest() -> None:
    named = [folder for part in APART for folder in part.folders]
    assert len(named) == len(set(named))
    assert [folder for folder in named if not (ROOT / "tests" / folder).is_dir()] == []
    assert REST.options == tuple(f"--ignore=tests/{folder}" for folder in named)


def test_of_what_passes_one_line_is_told(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(PASSES, PASSES) == 0
    told = capfd.readouterr().out.splitlines()
    assert len(told) == 3
    assert all("1 passed" in line for line in told[1:])


def test_what_failed_is_told_last_and_decides_the_code(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(FAILS, PASSES) == 1
    told = capfd.readouterr().out
    assert "assert 1 == 2" in told
    assert "FAILED" in told.splitlines()[-2] and "test_that_does_not_hold" in told.splitlines()[-2]


def test_what_cannot_even_begin_is_a_failure(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(PASSES, BREAKS) == 2
    assert "nothing_of_this_name" in capfd.readouterr().out


def test_a_selection_that_only_one_part_has_is_no_failure(run: Run) -> None:
    assert run(PASSES, FAILS, arguments=("-k", "that_holds")) == 0


def test_a_selection_that_nobody_has_is_a_failure(run: Run) -> None:
    assert run(PASSES, PASSES, arguments=("-k", "nothing")) not in (0, NOTHING_SELECTED)
