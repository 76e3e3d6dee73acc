"""Two policies side by side, as they are seen on a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import TURN_LIMIT_MS, open_chat, say


def test_two_policies_are_shown_as_a_table_that_fits_its_page(phone: Page) -> None:
    open_chat(phone)
    say(phone, "低保和特困有什么区别")
    table = phone.locator(".comparison table")
    expect(table.locator("thead th")).to_have_text(["最低生活保障", "特困人员救助供养"], timeout=TURN_LIMIT_MS)
    expect(table.locator("tbody th")).to_have_text(["谁能申请", "给什么", "去哪里办", "能不能同时领"])
    expect(table.locator("tbody td").first).to_contain_text("依据：")
    for place in (".scroll", ".comparison"):
        assert phone.locator(place).evaluate("box => box.scrollWidth - box.clientWidth") == 0


@pytest.mark.parametrize("width", [320, 360])
def test_on_a_narrow_telephone_each_cell_says_whose_it_is_and_nothing_runs_sideways(phone: Page, width: int) -> None:
    phone.set_viewport_size({"width": width, "height": 640})
    open_chat(phone)
    say(phone, "低保和特困有什么区别")
    row = phone.get_by_role("table").get_by_role("row").filter(has=phone.get_by_role("rowheader", name="谁能申请"))
    expect(row.get_by_role("cell").nth(1)).to_contain_text("特困人员救助供养", timeout=TURN_LIMIT_MS)
    for place in (".scroll", ".comparison"):
        assert phone.locator(place).evaluate("box => box.scrollWidth - box.clientWidth") == 0


def test_a_choice_is_made_by_a_button_that_asks_on(phone: Page) -> None:
    open_chat(phone)
    say(phone, "临时救助要什么材料")
    phone.get_by_role("button", name="临时救助—支出型").click()
    expect(phone.locator(".message-bot").last).to_contain_text("要带什么", timeout=TURN_LIMIT_MS)
