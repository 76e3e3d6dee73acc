"""The chat without a mouse and without a touch screen."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.chat import SITUATION, TURN_LIMIT_MS, open_chat, say, wait_for_answer

Keep = Callable[[Page, str], None]
# More stops than the page has.
MOST_STOPS = 60


def go_to(page: Page, name: str, key: str) -> None:
    """Moves the focus with the keyboard until it is on the button of that name."""
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.textContent") == name:
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_a_resident_agrees_writes_and_answers_with_the_keyboard_alone(computer: Page, keep_screenshot: Keep) -> None:
    computer.goto("/")
    expect(computer.locator(".message-bot").first).to_be_visible(timeout=TURN_LIMIT_MS)
    go_to(computer, "同意，记下来", "Tab")
    computer.keyboard.press("Enter")
    expect(computer.locator("#text")).to_be_focused()
    computer.keyboard.insert_text(SITUATION)
    computer.keyboard.press("Enter")
    wait_for_answer(computer)
    expect(computer.locator("#text")).to_be_focused()
    go_to(computer, "都没有", "Shift+Tab")
    keep_screenshot(computer, "keyboard")
    computer.keyboard.press("Enter")
    wait_for_answer(computer)
    expect(computer.locator(".message-resident").last).to_contain_text("都没有")
    expect(computer.locator("#text")).to_be_focused()


def test_a_new_line_is_written_without_sending(computer: Page) -> None:
    open_chat(computer)
    computer.locator("#text").fill("第一行")
    computer.keyboard.press("Shift+Enter")
    computer.keyboard.insert_text("第二行")
    expect(computer.locator("#text")).to_have_value("第一行\n第二行")
    expect(computer.locator(".message-resident")).to_have_count(0)


def test_the_first_stop_leads_past_the_head_of_the_page(computer: Page) -> None:
    open_chat(computer)
    say(computer, "你好")
    computer.locator("body").evaluate("body => { body.tabIndex = -1; body.focus(); }")
    computer.keyboard.press("Tab")
    expect(computer.get_by_text("跳到正文")).to_be_focused()
