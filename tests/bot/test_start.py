"""Starting: without the secret or the model nothing listens, and the reason is one sentence."""

import os
import subprocess
import sys

import pytest

from tests.bot.conftest import ROOT, free_port


def run(module: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Gives how a module ended that was started with only these settings of ours."""
    base = {name: value for name, value in os.environ.items() if name not in {"INTERNAL_TOKEN", "RASA_MODEL"}}
    ports = {"RASA_PORT": str(free_port()), "ACTIONS_PORT": str(free_port())}
    return subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={**base, **ports, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("module", ["bot.server", "bot.rasa_server"])
def test_a_server_without_the_token_does_not_start(module: str) -> None:
    ended = run(module)
    assert ended.returncode == 1
    assert "INTERNAL_TOKEN" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_rasa_without_a_model_says_how_to_get_one() -> None:
    ended = run("bot.rasa_server", INTERNAL_TOKEN="x", RASA_MODEL="/nowhere/assistant.tar.gz")
    assert ended.returncode == 1
    assert "bot.train" in ended.stderr
