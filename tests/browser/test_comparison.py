"""Two policies side by side, as they are seen on a telephone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.chat import TURN_LIMIT_MS, open_chat, say


def test_two_policies_are_shown_as_a_table_that_fits_its_page(phone: Page) -> None:
    open_chat(phone)
    say(phone, "低保和特困有什么区别")
    table = phone.locator(".comparison table")
    expect(table.locator("thead th")).to_have_text(["最低生活保障", "特困人员救助供养"], timeout=TURN_LIMIT_MS)
    expect(table.locator("tbody th")).to_have_text(["谁能申请", "给什么", "去哪里办", "能不能同时领"])
    expect(table.locator("tbody td").first).to_contain_text("依据：")
    assert phone.locator(".scroll").evaluate("box => box.scrollWidth - box.clientWidth") == 0


def test_a_choice_is_made_by_a_button_that_asks_on(phone: Page) -> None:
    open_chat(phone)
    say(phone, "临时救助要什么材料")
    phone.get_by_role("button", name="临时救助—支出型").click()
    expect(phone.locator(".message-bot").last).to_contain_text("要带什么", timeout=TURN_LIMIT_MS)
