"""The bundle in earnest: made, unpacked somewhere else, installed and started where there is no network."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from operations.bundled import SUMS
from operations.environment import ROOT
from tests.live_service import free_ports

pytestmark = pytest.mark.long
INSTALLER = Path(__file__).with_name("without_network.py")
# In a user of its own where this one is not root: only then may it make a network.
WITHOUT_NETWORK = ["unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that is gone afterwards: it takes several gigabytes."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def bundle(place: Path) -> Path:
    """A bundle made here."""
    file = place / "made" / "bundle.tar"
    ended = subprocess.run(
        [sys.executable, "-m", "operations.bundle", str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return file


@pytest.fixture(scope="module")
def folder(bundle: Path, place: Path) -> Path:
    """The bundle, unpacked."""
    subprocess.run(["tar", "--extract", "--file", bundle, "--directory", place], check=True)
    (unpacked,) = place.glob("jiuzhutong-*")
    return unpacked


@pytest.fixture(scope="module")
def seen(folder: Path) -> dict[str, Any]:
    """What was seen when it was installed and started without a network."""
    trial = subprocess.run([*WITHOUT_NETWORK, "true"], capture_output=True, text=True, check=False)
    assert trial.returncode == 0, f"this test needs the right to make a network of its own (unshare): {trial.stderr}"
    (port,) = free_ports(1)
    command = [*WITHOUT_NETWORK, sys.executable, str(INSTALLER), str(folder), str(port)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def test_its_sum_stands_beside_it(bundle: Path) -> None:
    expected, name = bundle.with_name(f"{bundle.name}.sha256").read_text().split()
    with bundle.open("rb") as content:
        assert (hashlib.file_digest(content, "sha256").hexdigest(), name) == (expected, bundle.name)


def test_nothing_else_is_left_where_it_was_made(bundle: Path) -> None:
    assert sorted(path.name for path in bundle.parent.iterdir()) == [bundle.name, f"{bundle.name}.sha256"]


def test_every_file_in_it_is_whole(folder: Path) -> None:
    assert subprocess.run(["sha256sum", "--quiet", "--check", SUMS], cwd=folder, check=False).returncode == 0


def test_it_tells_how_to_install_it(folder: Path) -> None:
    text = (folder / "INSTALL.md").read_text("utf-8")
    assert "make run" in text
    assert "{" not in text


def test_it_carries_nothing_of_the_people_here(folder: Path) -> None:
    private = ("service.db*", "tracker.db", "secrets.env", ".env", "*.log", "*.backup")
    assert [str(path) for pattern in private for path in folder.rglob(pattern)] == []


def test_it_installs_and_becomes_ready_without_a_network(seen: dict[str, Any]) -> None:
    assert seen["reaches_outside"] is False
    assert "Ready: " in seen["log"]


def test_nothing_has_to_be_trained_again(seen: dict[str, Any]) -> None:
    assert "training" not in seen["log"]


def test_the_bot_that_was_installed_answers_from_the_catalogue(seen: dict[str, Any]) -> None:
    shown = [
        policy["policy_id"] for reply in seen["replies"] if reply["type"] == "policies" for policy in reply["data"]["policies"]
    ]
    assert "dibao" in shown
