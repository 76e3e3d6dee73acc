"""The desk in a real browser: the ready sentences by the keyboard, a message left, and nothing anybody wrote ever runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import open_chat, say
from tests.browser.staff import NEWS_LIMIT_MS, Account, claim, employed, sign_in
from tests.live_service import LiveService

Keep = Callable[[Page, str], None]
HOSTILE = (
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    '"><svg onload=window.hit=1>',
    "javascript:window.hit=1//{{7*7}}${7*7}",
)
ELEMENTS = "main :is(script, img, svg, iframe, [onerror], [onload])"


@pytest.fixture(scope="session")
def head(live_service: LiveService) -> Account:
    """A supervisor."""
    return employed(live_service, "赵主管", "--role", "supervisor")


def wait_for_a_person(phone: Page, said: str) -> None:
    """Says something and asks for a person."""
    open_chat(phone)
    say(phone, said)
    phone.locator("[data-part=person]").click()
    expect(phone.locator("[data-part=mode]")).to_have_attribute("data-mode", "waiting", timeout=NEWS_LIMIT_MS)


def shows_literally(page: Page, texts: tuple[str, ...]) -> None:
    """Every text stands on the page letter by letter, none became an element, and nothing in them ran."""
    for text in texts:
        expect(page.locator("main")).to_contain_text(text, use_inner_text=True, timeout=NEWS_LIMIT_MS)
    assert page.locator(ELEMENTS).count() == 0
    assert page.evaluate("window.hit") is None


def test_what_anybody_writes_is_shown_to_staff_letter_by_letter(
    phone: Page, desk: Page, head: Account, keep_screenshot: Keep
) -> None:
    said = f"想问低保 {HOSTILE[0]}"
    wait_for_a_person(phone, said)
    sign_in(desk, head)
    claim(desk, "想问低保 <script>")
    for text in HOSTILE:
        desk.get_by_label("写备注").fill(text)
        desk.get_by_role("button", name="保存备注").click()
        expect(desk.locator("[data-part=notes]")).to_contain_text(text)
    desk.get_by_text("编辑本单位的常用语").click()
    desk.get_by_label("标题").fill(HOSTILE[1])
    desk.get_by_label("内容", exact=True).fill(HOSTILE[2])
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.locator("[data-part=own]")).to_contain_text(HOSTILE[2])
    box = desk.get_by_label("回复居民")
    box.focus()
    desk.keyboard.press("/")
    expect(desk.get_by_role("listbox", name="常用语")).to_be_visible()
    keep_screenshot(desk, "desk-1-ready-sentences")
    desk.keyboard.press("1")
    expect(box).to_have_value(HOSTILE[2])
    expect(box).to_be_focused()
    desk.keyboard.press("Control+Enter")
    expect(phone.locator(".message-staff")).to_contain_text(HOSTILE[2], timeout=NEWS_LIMIT_MS)
    shows_literally(phone, (HOSTILE[2],))
    shows_literally(desk, (said, *HOSTILE))
    with desk.expect_popup() as opened:
        desk.get_by_role("link", name="打印或导出").click()
    page = opened.value
    page.wait_for_load_state()
    shows_literally(page, (said, HOSTILE[2]))
    expect(page.locator("main")).not_to_contain_text(HOSTILE[3])
    keep_screenshot(page, "desk-2-packet")
    page.close()
    desk.get_by_role("button", name=f"删“{HOSTILE[1]}”").click()
    expect(desk.locator("[data-part=own]")).not_to_contain_text(HOSTILE[2])
    desk.get_by_label("处理结果").fill(HOSTILE[1])
    desk.get_by_role("button", name="结束接待").click()
    phone.get_by_role("button", name="很满意", exact=True).click()
    phone.get_by_label("想多说一句").fill(HOSTILE[2])
    phone.get_by_role("button", name="说完了").click()
    expect(phone.locator(".log")).to_contain_text("谢谢您告诉我们")
    phone.locator("[data-part=person]").click()
    # What the resident said last is the button they judged by.
    claim(desk, "很满意")
    expect(desk.locator("[data-part=ratings]")).to_contain_text(f"5 分，“{HOSTILE[2]}”")
    shows_literally(desk, (HOSTILE[2],))
    keep_screenshot(desk, "desk-3-rated")
    desk.reload()
    expect(desk.get_by_label("回复居民")).to_be_visible(timeout=NEWS_LIMIT_MS)
    desk.get_by_role("button", name="交还给系统回答").click()
    expect(desk.locator("#case-title")).to_contain_text("已交还")
