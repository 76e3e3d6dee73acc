"""Rasa's own check of whole conversations."""

import subprocess
import sys
from pathlib import Path

from tests.bot.conftest import ROOT


def test_rasa_finds_every_story_predicted_as_written(model: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "rasa",
        "test",
        "core",
        "--model",
        str(model),
        "--stories",
        "tests/bot",
        "--out",
        str(tmp_path),
        "--no-plot",
        "--fail-on-prediction-errors",
    ]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
