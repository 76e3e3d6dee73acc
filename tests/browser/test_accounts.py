"""An administrator makes an account in a browser; its owner replaces the password that was shown once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff import Account, employed, sign_in
from tests.live_service import LiveService

Keep = Callable[[Page, str], None]
NAME, CHOSEN = "周敏", "a sentence only I know"


@pytest.fixture(scope="module")
def administrator(live_service: LiveService) -> Account:
    """Who manages accounts."""
    return employed(live_service, "孙强", "--role", "administrator")


def test_a_new_colleague_signs_in_with_the_password_shown_once_and_chooses_another(
    desk: Page, phone: Page, administrator: Account, keep_screenshot: Keep
) -> None:
    desk.goto("/staff/sign-in?next=/staff/users")
    desk.get_by_label("用户名").fill(administrator.name)
    desk.get_by_label("密码").fill(administrator.password)
    desk.get_by_role("button", name="登录").click()
    desk.wait_for_url("**/staff/users")
    desk.get_by_text("新建用户").click()
    desk.get_by_label("用户名").fill(NAME)
    desk.get_by_label("地方代码").first.fill("120104")
    desk.get_by_role("button", name="新建", exact=True).click()
    shown_once = desk.locator(".shown-once .number").inner_text()
    expect(desk.get_by_label("用户名")).to_have_value("")
    expect(desk.get_by_role("row", name=re.compile(NAME))).to_contain_text("还没有换临时密码")
    phone.goto("/staff/sign-in")
    phone.get_by_label("用户名").fill(NAME)
    phone.get_by_label("密码").fill(shown_once)
    phone.get_by_role("button", name="登录").click()
    phone.wait_for_url("**/staff/password")
    phone.get_by_label("现在的密码").fill(shown_once)
    phone.get_by_label("新密码", exact=True).fill(CHOSEN)
    phone.get_by_label("再写一遍新密码").fill(CHOSEN)
    phone.get_by_role("button", name="换密码").click()
    phone.get_by_role("link", name="继续工作").click()
    phone.wait_for_url("**/staff")
    phone.get_by_role("button", name="退出登录").click()
    phone.wait_for_url("**/staff/sign-in")
    sign_in(phone, Account(NAME, CHOSEN))
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.locator(f"summary[aria-label='修改 {NAME}']").click()
    desk.get_by_role("button", name="停用").locator("visible=true").click()
    expect(desk.get_by_role("status").first).to_contain_text(f"{NAME} 已停用")
    phone.goto("/staff")
    expect(phone).to_have_url(re.compile(r"/staff/sign-in$"))
    keep_screenshot(desk, "accounts-users")
