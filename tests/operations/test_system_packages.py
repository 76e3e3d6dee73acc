"""Debian packages: installed where that is allowed, else the one command to run."""

from __future__ import annotations

import os
import shutil

import pytest

from operations.errors import OperationError
from operations.system_packages import has_chinese_font, missing_for_tests, provide


def test_whoever_is_not_root_is_given_the_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(OperationError, match=r"sudo apt-get install -y --no-install-recommends chromium fonts-noto-cjk$"):
        provide(["chromium", "fonts-noto-cjk"])


def test_nothing_is_installed_when_nothing_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    provide([])
    assert capsys.readouterr().out == ""


def test_a_machine_without_browser_and_font_lacks_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert missing_for_tests() == ["chromium", "fontconfig", "fonts-noto-cjk"]


def test_this_machine_shows_chinese() -> None:
    assert has_chinese_font()
