"""The set-up: which Python, which packages, and what it says when something cannot be had."""

from __future__ import annotations

import http.server
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from operations.commands import run
from operations.environment import ROOT
from operations.errors import OperationError
from operations.interpreters import find_python
from operations.setup import ENVIRONMENTS, works
from operations.torch_build import answers, install_torch, refuse_cuda, required_names

from .conftest import is_alive, wait_until

REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))


def script(path: Path, body: str) -> Path:
    """A program in a folder of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def test_a_python_among_those_of_pyenv_is_found_outside_the_path(tmp_path: Path) -> None:
    real = script(tmp_path / "versions" / "3.10.13" / "bin" / "python3.10", "echo 3.10")
    assert find_python("3.10", {"PATH": "", "PYENV_ROOT": str(tmp_path)}) == real


def test_a_shim_that_fails_is_passed_over(tmp_path: Path) -> None:
    script(tmp_path / "shims" / "python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    real = script(tmp_path / "versions" / "3.10.13" / "bin" / "python3.10", "echo 3.10")
    assert find_python("3.10", {"PATH": str(tmp_path / "shims"), "PYENV_ROOT": str(tmp_path)}) == real


def test_a_python_of_another_version_under_that_name_is_passed_over(tmp_path: Path) -> None:
    script(tmp_path / "versions" / "3.10.1" / "bin" / "python3.10", "echo 3.9")
    assert find_python("3.10", {"PATH": "", "PYENV_ROOT": str(tmp_path)}) is None


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda environment: environment.name)
def test_both_environments_stand(environment) -> None:
    assert works(environment)


@pytest.mark.parametrize("name", ["nvidia-cublas-cu12", "cuda-bindings", "triton", "pytorch-triton"])
def test_a_set_up_with_cuda_packages_stops(name: str) -> None:
    with pytest.raises(OperationError, match=name):
        refuse_cuda(["numpy", name])


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_the_pinned_files_name_no_cuda_package_and_no_index(file: Path) -> None:
    refuse_cuda(required_names(file))
    assert "://" not in file.read_text()
    assert "--" not in file.read_text()


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_every_package_is_pinned(file: Path) -> None:
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if "==" not in line] == []


def test_torch_is_the_cpu_build() -> None:
    installed = subprocess.run([sys.executable, "-m", "pip", "show", "torch"], capture_output=True, text=True, check=True)
    assert "+cpu" in installed.stdout


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def refusing_index() -> Iterator[str]:
    """An index that answers every request with 404."""
    server = http.server.HTTPServer(
        ("127.0.0.1", 0), type("Refusing", (http.server.BaseHTTPRequestHandler,), {"log_message": quiet})
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def quiet(*_: object) -> None:
    """Keeps the test output free of requests."""


def test_an_index_that_never_answers_is_given_up_within_seconds(silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("operations.torch_build.PROBE_SECONDS", 0.3)
    assert not answers(f"http://127.0.0.1:{silent_port}")


def test_an_index_that_answers_anything_is_there(refusing_index: str) -> None:
    assert answers(refusing_index)


def test_torch_that_cannot_be_had_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        index = f"http://127.0.0.1:{closed.getsockname()[1]}"
    failing = script(tmp_path / "python", "echo 'ERROR: No matching distribution found for torch' >&2; exit 1")
    with pytest.raises(OperationError, match=f"neither in pip's find-links nor at {index}"):
        install_torch(failing, {**os.environ, "TORCH_INDEX": index})


def test_a_command_that_fails_for_want_of_space_says_so(tmp_path: Path) -> None:
    failing = script(tmp_path / "install", "echo 'OSError: [Errno 28] No space left on device'; exit 2")
    with pytest.raises(OperationError, match="The disk is full"):
        run([failing], os.environ, "It failed.")


def test_an_index_that_is_not_reached_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "pip", "install", "--retries", "0", "--dry-run", "--isolated", "--index-url"]
    with pytest.raises(OperationError, match="pip does not reach its package index"):
        run([*command, "http://127.0.0.1:9/simple", "no-such-package==1"], os.environ, "It failed.")
    assert capsys.readouterr().err == ""


def test_what_a_failing_command_said_last_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    failing = script(tmp_path / "install", "seq 100; echo 'Location x is ignored: it is neither a file nor a directory.'; exit 2")
    with pytest.raises(OperationError, match="It failed"):
        run([failing], os.environ, "It failed.")
    assert capsys.readouterr().err.splitlines() == [str(number) for number in range(86, 101)]


def test_what_a_working_command_says_is_kept_from_the_console(capfd: pytest.CaptureFixture[str]) -> None:
    run(["echo", "chatter"], os.environ, "It failed.")
    assert capfd.readouterr().out == ""


def test_a_command_ends_with_the_program_that_runs_it(start_program: Callable[..., subprocess.Popen[str]]) -> None:
    program = start_program("-c", "import os; from operations.commands import capture; capture(['sleep', '60'], os.environ)")
    children = Path(f"/proc/{program.pid}/task/{program.pid}/children")
    wait_until(lambda: children.read_text() != "")
    child = int(children.read_text())
    program.kill()
    wait_until(lambda: not is_alive(child))
