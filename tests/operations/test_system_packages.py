"""Debian packages: installed where that is allowed, else the one command to run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from operations import system_packages
from operations.errors import OperationError
from operations.system_packages import has_chinese_font, missing_for_tests, provide


def test_whoever_is_not_root_is_given_the_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(OperationError, match=r"sudo apt-get install -y --no-install-recommends chromium fonts-noto-cjk$"):
        provide(["chromium", "fonts-noto-cjk"])


def test_nothing_is_installed_when_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    provide([])
    assert capsys.readouterr().out == ""


def test_a_bare_machine_lacks_browser_font_and_both_servers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(system_packages, "DATABASE_PROGRAMS", tmp_path)
    assert missing_for_tests() == ["chromium", "fontconfig", "fonts-noto-cjk", "postgresql", "redis-server"]


def test_this_machine_shows_chinese() -> None:
    assert has_chinese_font()
