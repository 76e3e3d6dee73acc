"""When something has to be made again."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from operations.stamps import Stamp, alone, fingerprint, write_atomically
from operations.training import MODEL_INPUTS, model_is_stale

from .conftest import is_alive, wait_until


@pytest.fixture
def trained(tmp_path: Path) -> Callable[[], bool]:
    """A model just made from a folder and a file; asks whether it is stale now."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "core.yml").write_text("intents")
    (tmp_path / "config.yml").write_text("pipeline")
    (tmp_path / "model").write_text("model")
    inputs = (tmp_path / "config.yml", tmp_path / "data")
    stamp = Stamp(tmp_path / "stamp")
    stamp.write(fingerprint(inputs))
    return lambda: model_is_stale(tmp_path / "model", stamp, inputs)


def test_a_model_made_from_these_inputs_is_kept(trained: Callable[[], bool]) -> None:
    assert not trained()


def test_a_changed_file_makes_the_model_stale(trained: Callable[[], bool], tmp_path: Path) -> None:
    (tmp_path / "data" / "core.yml").write_text("more intents")
    assert trained()


def test_a_new_file_makes_the_model_stale(trained: Callable[[], bool], tmp_path: Path) -> None:
    (tmp_path / "data" / "more.yml").write_text("")
    assert trained()


def test_a_renamed_file_makes_the_model_stale(trained: Callable[[], bool], tmp_path: Path) -> None:
    (tmp_path / "data" / "core.yml").rename(tmp_path / "data" / "other.yml")
    assert trained()


def test_a_file_written_again_with_the_same_content_changes_nothing(trained: Callable[[], bool], tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text("pipeline")
    assert not trained()


def test_what_python_compiled_changes_nothing(trained: Callable[[], bool], tmp_path: Path) -> None:
    (tmp_path / "data" / "__pycache__").mkdir()
    (tmp_path / "data" / "__pycache__" / "component.pyc").write_bytes(b"code")
    assert not trained()


def test_a_lost_model_is_made_again(trained: Callable[[], bool], tmp_path: Path) -> None:
    (tmp_path / "model").unlink()
    assert trained()


def test_a_training_that_was_broken_off_is_done_again(trained: Callable[[], bool], tmp_path: Path) -> None:
    Stamp(tmp_path / "stamp").remove()
    assert trained()


def test_every_input_of_the_assistant_is_there() -> None:
    assert [path for path in MODEL_INPUTS if not path.exists()] == []


def test_a_file_is_never_seen_half_written(tmp_path: Path) -> None:
    write_atomically(tmp_path / "state.json", "old")
    with (tmp_path / "state.json").open() as reader:
        write_atomically(tmp_path / "state.json", "new")
        assert reader.read() == "old"
    assert (tmp_path / "state.json").read_text() == "new"
    assert [file.name for file in tmp_path.iterdir()] == ["state.json"]


def test_a_lock_held_by_a_process_that_was_killed_is_free(
    start_program: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom operations.stamps import alone\n"
        "with alone(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)"
    )
    holder = start_program("-c", code, str(tmp_path / "lock"))
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    wait_until(lambda: not is_alive(holder.pid))
    with alone(tmp_path / "lock"):
        assert (tmp_path / "lock").exists()
