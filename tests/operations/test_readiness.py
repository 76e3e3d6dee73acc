"""What stops a start before anything is started: one sentence each."""

from __future__ import annotations

import fcntl
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from operations import readiness
from operations.environment import Settings, read_settings
from operations.errors import OperationError
from operations.readiness import only_instance, require_free_disk, require_free_ports, what_is_missing

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def used_port() -> Iterator[int]:
    """A port another program listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def settings(folder: Path, **ports: str) -> Settings:
    environment: Mapping[str, str] = {"DATA_DIR": str(folder), "API_PORT": "1", "RASA_PORT": "2", "ACTIONS_PORT": "3", **ports}
    return read_settings(environment)


@pytest.mark.parametrize("name", ["API_PORT", "RASA_PORT", "ACTIONS_PORT"])
def test_a_used_port_is_named_with_the_setting_that_changes_it(name: str, tmp_path: Path, used_port: int) -> None:
    with pytest.raises(OperationError, match=rf"Port {used_port} is in use .* `make run {name}={used_port + 1}`"):
        require_free_ports(settings(tmp_path, **{name: str(used_port)}))


def test_a_used_port_ends_the_program_with_one_sentence(start_program: Start, tmp_path: Path, used_port: int) -> None:
    program = start_program("-m", "operations.run", DATA_DIR=str(tmp_path), API_PORT=str(used_port))
    output, _ = program.communicate(timeout=20)
    assert program.returncode == 1
    assert output.count("\n") == 1
    assert output.startswith(f"✗ Port {used_port} is in use")


def test_a_nearly_full_disk_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = readiness.shutil.disk_usage(tmp_path).free // 1_000_000
    monkeypatch.setattr(readiness, "NEEDED_MEGABYTES", free * 2)
    with pytest.raises(OperationError, match=r"Only \d+ MB are free"):
        require_free_disk(settings(tmp_path))


def test_a_second_instance_on_the_same_data_is_refused(start_program: Start, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with (tmp_path / "run" / "supervisor.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        output, _ = start_program("-m", "operations.run", DATA_DIR=str(tmp_path)).communicate(timeout=20)
    assert output.count("\n") == 1
    assert "already runs" in output


def test_the_data_folder_is_free_again_after_the_instance(tmp_path: Path) -> None:
    for _ in range(2):
        with only_instance(settings(tmp_path)):
            assert (tmp_path / "run" / "supervisor.lock").exists()


def test_a_service_that_does_not_answer_is_named_by_its_address(tmp_path: Path) -> None:
    assert "http://127.0.0.1:1/readyz" in what_is_missing(settings(tmp_path), [])
