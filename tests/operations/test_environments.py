"""A small real virtual environment: made once, left alone, completed, made again."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from operations.setup import VirtualEnvironment, provide_environment, this_python


@dataclass(frozen=True)
class SmallSetup:
    """The environment of these tests and where it is remembered."""

    environment: VirtualEnvironment
    stamps: Path

    def provide(self) -> None:
        """Does what the set-up does for each environment."""
        provide_environment(self.environment, os.environ, self.stamps)

    @property
    def marker(self) -> Path:
        """A file of nobody's inside the environment: gone when the environment was made anew."""
        return self.environment.folder / "marker"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SmallSetup:
    """An environment with nothing to install, made once for this file."""
    folder = tmp_path_factory.mktemp("setup")
    requirements = folder / "requirements.txt"
    requirements.write_text("# nothing\n")
    python = folder / "environment" / "bin" / "python"
    setup = SmallSetup(VirtualEnvironment("small", "3.11", python, requirements, False, this_python), folder / "stamps")
    setup.provide()
    return setup


@pytest.fixture
def stages(made: SmallSetup, capsys: pytest.CaptureFixture[str]) -> Callable[[], list[str]]:
    """Runs the set-up once more on the finished environment and gives the first word of each stage it went through."""
    made.provide()
    made.marker.touch()
    capsys.readouterr()

    def run_again() -> list[str]:
        made.provide()
        return [line.split()[1] for line in capsys.readouterr().out.splitlines()]

    return run_again


def test_a_finished_environment_is_left_alone(stages: Callable[[], list[str]]) -> None:
    assert stages() == []


def test_changed_requirements_are_installed_into_the_environment_there_is(
    made: SmallSetup, stages: Callable[[], list[str]]
) -> None:
    made.environment.requirements.write_text(made.environment.requirements.read_text() + "# changed\n")
    assert stages() == ["installing"]
    assert made.marker.exists()


def test_an_installation_that_was_broken_off_is_begun_anew(made: SmallSetup, stages: Callable[[], list[str]]) -> None:
    (made.stamps / "small-environment").unlink()
    assert stages() == ["making", "installing"]
    assert not made.marker.exists()


def test_an_environment_whose_python_is_gone_is_made_again(made: SmallSetup, stages: Callable[[], list[str]]) -> None:
    made.environment.python.unlink()
    assert stages() == ["making", "installing"]
