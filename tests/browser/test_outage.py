"""What a resident sees while the dialogue is away, and when it is back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.breaking import kill, recovered, wait_for
from tests.browser.chat import TURN_LIMIT_MS, open_chat, say
from tests.live_service import LiveService

Keep = Callable[[Page, str], None]


def test_the_outage_is_said_with_a_person_and_the_answer_comes_by_itself(
    phone: Page, live_service: LiveService, keep_screenshot: Keep
) -> None:
    open_chat(phone)
    killed = kill(live_service, "rasa")
    say(phone, "我们家三口人，户口在天津南开区")
    expect(phone.locator(".log > .message").last).to_contain_text("12345")
    expect(phone.locator(".quick-replies").get_by_role("button", name="转人工")).to_be_visible()
    keep_screenshot(phone, "outage-1-said")
    wait_for(lambda: recovered(live_service, "rasa", killed))
    expect(phone.locator(".message-bot", has_text="3人")).to_be_visible(timeout=TURN_LIMIT_MS)
    keep_screenshot(phone, "outage-2-answered")
    expect(phone.locator(".message-resident")).to_have_count(1)
