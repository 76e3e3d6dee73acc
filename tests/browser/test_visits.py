"""A household's problem is written down on a phone, with a connection that comes and goes, and becomes a case."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff import Account, employed, sign_in
from tests.live_service import LiveService

Keep = Callable[[Page, str], None]
TOLD = "李大爷80岁，一个人住，眼睛看不见，一级残疾，一个月收入一千"
SMALLEST = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def supervisor(live_service: LiveService) -> Account:
    """Who may write down a visit and look at all of them."""
    return employed(live_service, "周敏", "--role", "supervisor")


def test_a_visit_without_a_connection_is_kept_on_the_phone_and_sent_once_there_is_one(
    phone: Page, supervisor: Account, faults: list[str], keep_screenshot: Keep
) -> None:
    phone.set_viewport_size(SMALLEST)  # type: ignore[arg-type]
    sign_in(phone, supervisor)
    phone.goto("/visits")
    phone.get_by_label("这家遇到了什么难处").fill(TOLD)
    expect(phone.locator("[data-part=facts]")).to_contain_text("80岁")
    expect(phone.locator("[data-part=policies] .source").first).to_contain_text("依据：")
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    keep_screenshot(phone, "visits-1-fits")
    phone.reload()
    expect(phone.get_by_label("这家遇到了什么难处")).to_have_value(TOLD)
    expect(phone.locator("[data-part=facts]")).to_contain_text("80岁")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="登记").click()
    expect(phone.locator("[data-part=waiting]")).to_contain_text("还有 1 份没有送到")
    keep_screenshot(phone, "visits-2-offline")
    phone.context.set_offline(False)
    expect(phone.locator("[data-part=state]")).to_contain_text("已送到，编号 XF", timeout=15_000)
    assert phone.evaluate("localStorage.getItem('visits')") is None
    faults.clear()
    phone.goto("/staff/visits")
    expect(phone.locator("tbody tr")).to_have_count(1)
    phone.locator("tbody a").click()
    expect(phone.locator("#matter")).to_contain_text(TOLD)
    phone.get_by_text("处理完", exact=True).first.click()
    phone.get_by_label("说明", exact=True).locator("visible=true").fill("<b>送去了米面</b>")
    phone.get_by_role("button", name="处理完").click()
    expect(phone.locator(".timeline")).to_contain_text("<b>送去了米面</b>")
    expect(phone.locator("#matter strong").first).to_have_text("已处理")


def test_what_the_service_refuses_waits_to_be_put_right(phone: Page, supervisor: Account, faults: list[str]) -> None:
    sign_in(phone, supervisor)
    phone.goto("/visits")
    phone.get_by_label("这家遇到了什么难处").fill(TOLD)
    phone.get_by_text("姓名和电话（可以不留）").click()
    phone.get_by_label("电话").fill("12")
    phone.get_by_role("button", name="登记").click()
    expect(phone.locator("[data-part=waiting]")).to_contain_text("电话号码好像写错了")
    phone.get_by_role("button", name="改一改再送").click()
    expect(phone.get_by_label("这家遇到了什么难处")).to_have_value(TOLD)
    phone.get_by_label("电话").fill("")
    phone.get_by_role("button", name="登记").click()
    expect(phone.locator("[data-part=state]")).to_contain_text("已送到")
    faults.clear()
