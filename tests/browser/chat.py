"""What a resident does on the chat page, for the journeys."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

# A turn goes through three processes on a small machine.
TURN_LIMIT_MS = 20_000
# More questions than any interview asks.
MOST_QUESTIONS = 40
SITUATION = "我家三口人，天津南开区户口，一个月总共两千块钱收入，存款五千，没有房没有车"


def open_chat(page: Page) -> None:
    """Opens the chat, waits for the greeting and agrees that facts are kept."""
    page.goto("/")
    expect(page.locator(".message-bot").first).to_be_visible(timeout=TURN_LIMIT_MS)
    page.locator("[data-part=agree]").click()
    expect(page.locator("[data-part=consent]")).to_be_hidden()


def say(page: Page, text: str) -> None:
    """Types a sentence, sends it with Enter and waits for the answer."""
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")
    wait_for_answer(page)


def choose(page: Page, title: str) -> None:
    """Taps a quick reply and waits for the answer."""
    page.locator(".quick-replies").get_by_role("button", name=title, exact=True).click()
    wait_for_answer(page)


def wait_for_answer(page: Page) -> None:
    """Waits until nothing is being looked up and the newest message is not the resident's own."""
    expect(page.locator("[data-part=composer]")).to_have_attribute("aria-busy", "false", timeout=TURN_LIMIT_MS)
    expect(page.locator(".log > .message").last).not_to_have_class(re.compile("message-resident"))


def answer_until_plan(page: Page) -> None:
    """Receives nothing yet and knows no more; answers so until the plan stands there."""
    for _ in range(MOST_QUESTIONS):
        if page.locator(".plan").count():
            return
        choose(page, "都没有" if page.get_by_role("button", name="都没有").count() else "不清楚")
    raise AssertionError("no plan after all questions")
