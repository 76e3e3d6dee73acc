"""A real browser for the journeys. A missing browser is an error, never a skip; so is any error on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.staff import Account, employed
from tests.live_service import ROOT, LiveService

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
CHINA: dict[str, Any] = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
SCREENSHOTS = ROOT / "var" / "screenshots"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def faults() -> list[str]:
    """What went wrong on the pages of a test; a test that breaks something on purpose clears it."""
    return []


@contextmanager
def opened_page(browser: Browser, address: str, faults: list[str], **screen: Any) -> Iterator[Page]:
    """A page in a browser that remembers nothing; fails when a page has an error or asks another host for anything."""
    context = browser.new_context(**CHINA, **screen, base_url=address)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("console", lambda message: faults.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith(address) else faults.append(f"foreign: {request.url}"))
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def phone(browser: Browser, live_system: str, faults: list[str]) -> Iterator[Page]:
    """A resident's phone."""
    with opened_page(browser, live_system, faults, viewport=PHONE, has_touch=True) as page:
        yield page


@pytest.fixture
def computer(browser: Browser, live_system: str, faults: list[str]) -> Iterator[Page]:
    """A resident's computer, with a keyboard."""
    with opened_page(browser, live_system, faults, viewport=DESK) as page:
        yield page


@pytest.fixture
def desk(browser: Browser, live_system: str, faults: list[str]) -> Iterator[Page]:
    """A caseworker's screen, in a browser of its own."""
    with opened_page(browser, live_system, faults, viewport=DESK) as page:
        yield page


@pytest.fixture(scope="session")
def account(live_service: LiveService) -> Account:
    """A staff account, made by the command that makes the first one."""
    return employed(live_service, "李静")


@pytest.fixture
def keep_screenshot() -> Callable[[Page, str], None]:
    """Saves what is on the screen, to be looked at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def keep(page: Page, name: str) -> None:
        page.screenshot(path=Path(SCREENSHOTS, f"{name}.png"))

    return keep
