"""What makes a bundle one that can be trusted: its sums, its own wheels only, a Python that runs by itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from operations.bundle import write_sums
from operations.bundle_python import carry_python, works_without
from operations.bundled import SUMS, read_sums, require_whole_wheels, with_bundled_wheels
from operations.commands import run
from operations.environment import BOT_PYTHON
from operations.errors import OperationError

WHEEL = "wheels/something-1.0-py3-none-any.whl"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An unpacked bundle, with a blank in its path."""
    made = tmp_path / "an unpacked bundle"
    for name in (WHEEL, "var/encoder/model.safetensors"):
        (made / name).parent.mkdir(parents=True)
        (made / name).write_text(name)
    write_sums(made)
    return made


def test_every_file_of_a_bundle_has_its_sum_as_the_usual_program_checks_it(folder: Path) -> None:
    assert set(read_sums(folder)) == {WHEEL, "var/encoder/model.safetensors"}
    assert subprocess.run(["sha256sum", "--quiet", "--check", SUMS], cwd=folder, check=False).returncode == 0


def test_a_whole_bundle_is_installed_from(folder: Path) -> None:
    require_whole_wheels(folder)


def test_a_clone_is_no_bundle_and_needs_no_sums(tmp_path: Path) -> None:
    require_whole_wheels(tmp_path)
    assert with_bundled_wheels({"PATH": "x"}, tmp_path) == {"PATH": "x"}


def test_a_damaged_wheel_stops_the_installation(folder: Path) -> None:
    (folder / WHEEL).write_text("damaged")
    with pytest.raises(OperationError, match=f"{WHEEL} is damaged or missing"):
        require_whole_wheels(folder)


def test_a_missing_wheel_stops_the_installation(folder: Path) -> None:
    (folder / WHEEL).unlink()
    with pytest.raises(OperationError, match=f"{WHEEL} is damaged or missing"):
        require_whole_wheels(folder)


def test_a_bundle_without_sums_is_refused(folder: Path) -> None:
    (folder / SUMS).unlink()
    with pytest.raises(OperationError, match=f"has no {SUMS}"):
        require_whole_wheels(folder)


def test_an_index_that_was_built_anew_does_not_stop_the_installation(folder: Path) -> None:
    (folder / "var/encoder/model.safetensors").write_text("trained again")
    require_whole_wheels(folder)


def test_pip_looks_into_the_bundle_and_nowhere_else(folder: Path) -> None:
    environ = with_bundled_wheels({"PIP_FIND_LINKS": "elsewhere", "PIP_INDEX_URL": "elsewhere"}, folder)
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-v", "-d", str(folder / "target"), "something==1.0"]
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    # The wheel is none, so that pip fails on it: but on this one.
    assert "something-1.0-py3-none-any.whl" in ended.stdout + ended.stderr
    assert "elsewhere" not in ended.stdout + ended.stderr


def test_a_carried_python_makes_environments_without_the_one_it_was_copied_from(tmp_path: Path) -> None:
    carried = tmp_path / "cpython-carried"
    assert carry_python(BOT_PYTHON, carried)
    program = carried / "bin" / "python3.10"
    run([program, "-m", "venv", tmp_path / "environment"], {}, "no environment")
    answer = [tmp_path / "environment" / "bin" / "python", "-c", "import ssl, pip, sys; print(sys.base_prefix)"]
    assert subprocess.run(answer, env={}, capture_output=True, text=True, check=True).stdout.strip() == str(carried)


def test_a_python_that_needs_files_of_the_system_is_not_carried(tmp_path: Path) -> None:
    program = tmp_path / "python3.10"
    program.symlink_to(BOT_PYTHON.resolve())
    assert not works_without(program, BOT_PYTHON.resolve().parents[1])
