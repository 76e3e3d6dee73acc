"""A real browser for the journeys. A missing browser is an error, never a skip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
CHINA: dict[str, Any] = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def phone(browser: Browser, live_system: str) -> Iterator[Page]:
    """A resident's phone on the chat page's system, with nothing remembered."""
    context = browser.new_context(**CHINA, viewport=PHONE, base_url=live_system, has_touch=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(browser: Browser, live_system: str) -> Iterator[Page]:
    """A caseworker's screen."""
    context = browser.new_context(**CHINA, viewport=DESK, base_url=live_system)
    yield context.new_page()
    context.close()


@pytest.fixture
def keep_screenshot() -> Callable[[Page, str], None]:
    """Saves what is on the screen, to be looked at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def keep(page: Page, name: str) -> None:
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return keep
