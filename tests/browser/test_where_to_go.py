"""Where to go, as it is seen: in an answer, in the plan, on the receipt and by the person who takes over."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.chat import SITUATION, TURN_LIMIT_MS, answer_until_plan, choose, open_chat, say
from tests.browser.staff import Account, claim, sign_in
from tests.browser.test_resident_journey import submit_application

WINDOW = "示范街道社会救助窗口（演示数据）"


def test_whoever_asks_where_to_go_is_asked_for_the_place_and_then_shown_the_window(phone: Page) -> None:
    open_chat(phone)
    say(phone, "低保去哪办")
    expect(phone.locator(".log > .message").last).to_contain_text("户口在哪个市、哪个区县？")
    say(phone, "天津南开区")
    answer = phone.locator(".message-bot", has_text=WINDOW)
    expect(answer.locator(".point", has_text="办事窗口")).to_contain_text(WINDOW)
    expect(answer.locator(".ways a[href='tel:12345']")).to_be_visible()
    expect(phone.locator(".log > .message").last).to_contain_text(WINDOW)


def test_the_plan_the_receipt_and_the_desk_name_the_window(phone: Page, desk: Page, account: Account) -> None:
    open_chat(phone)
    say(phone, SITUATION)
    answer_until_plan(phone)
    step = phone.locator(".plan > .verdict-eligible").first
    expect(step.locator(".window.demonstration").first).to_contain_text("（演示数据）")
    expect(step.locator(".where-to-go a[href='tel:12345']").first).to_be_visible()
    assert phone.locator(".scroll").evaluate("box => box.scrollWidth - box.clientWidth") == 0
    choose(phone, "我要申请")
    submit_application(phone)
    expect(phone.locator(".receipt .window").first).to_contain_text("（演示数据）", timeout=TURN_LIMIT_MS)
    say(phone, "材料送到哪里")
    phone.locator("[data-part=person]").click()
    sign_in(desk, account)
    claim(desk, "材料送到哪里")
    shown = desk.locator("[data-part=policies] details").first
    shown.locator("summary").first.click()
    expect(shown.locator(".window").first).to_contain_text("（演示数据）")
