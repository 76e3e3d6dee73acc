"""An operator takes a call with the keyboard alone: what is said becomes facts, a question and policies while it is typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.staff import Account, sign_in

Keep = Callable[[Page, str], None]
TOLD = "我妈72岁，一级残疾，要人照顾，家里三口人，一个月收入两千"
ATTACK = "<img src=x onerror=window.hit=1>我家三口人"


@pytest.fixture
def operator(desk: Page, account: Account) -> Page:
    """Somebody at the telephone."""
    sign_in(desk, account)
    desk.goto("/hotline")
    expect(desk.get_by_label("来电人说的话")).to_be_focused()
    expect(desk.locator("[data-part=script]")).to_contain_text("请讲")
    return desk


def fact(page: Page, label: str) -> str:
    """The value of a fact as it stands in the list."""
    return page.locator(".facts-list .fact", has_text=label).locator(".fact-value").inner_text()


def test_a_call_is_followed_with_the_keyboard_alone(operator: Page, keep_screenshot: Keep) -> None:
    operator.keyboard.type(TOLD, delay=5)
    expect(operator.locator(".facts-list")).to_contain_text("您母亲：年龄")
    assert fact(operator, "家庭人口") == "3人"
    expect(operator.locator(".policies .read-out").first).to_be_visible()
    expect(operator.locator(".policies .source").first).to_contain_text("依据：")
    keep_screenshot(operator, "hotline-1-told")
    # A bare answer on a line of its own belongs to the question that was open.
    asked = operator.locator("[data-part=script]").inner_text()
    operator.keyboard.press("Enter")
    operator.keyboard.type("都没有", delay=5)
    expect(operator.locator("[data-part=script]")).not_to_have_text(asked)
    assert fact(operator, "已经在领的救助") == "没有"
    before = operator.locator("[data-part=script]").inner_text()
    operator.keyboard.press("F2")
    expect(operator.locator("[data-part=script]")).not_to_have_text(before)
    # A fact is put right, and stays right however the text goes on.
    operator.keyboard.press("Alt+m")
    operator.keyboard.press("Enter")
    operator.keyboard.type("4")
    operator.keyboard.press("Enter")
    expect(operator.locator(".facts-list .fact").first).to_contain_text("4人")
    operator.keyboard.press("Alt+t")
    operator.keyboard.type("，孩子9岁", delay=5)
    expect(operator.locator(".facts-list")).to_contain_text("9岁")
    assert fact(operator, "家庭人口") == "4人"
    operator.reload()
    expect(operator.get_by_label("来电人说的话")).to_have_value(f"{TOLD}\n都没有，孩子9岁")
    expect(operator.locator(".facts-list .fact").first).to_contain_text("4人")


def test_picking_by_number_answers_and_a_new_call_forgets_everything(operator: Page) -> None:
    operator.keyboard.press("Alt+1")
    expect(operator.locator(".facts-list")).to_contain_text("遇到的困难")
    operator.on("dialog", lambda dialog: dialog.accept())
    operator.keyboard.press("Alt+n")
    expect(operator.locator("[data-part=no-facts]")).to_be_visible()
    assert operator.evaluate("sessionStorage.getItem('hotline')") is None
    operator.keyboard.press("F1")
    expect(operator.get_by_role("dialog")).to_contain_text("问下一个")


def test_one_key_files_a_work_order_once_and_the_caller_is_known_again(operator: Page, keep_screenshot: Keep) -> None:
    operator.keyboard.type(TOLD, delay=5)
    expect(operator.locator(".facts-list")).to_contain_text("3人")
    operator.get_by_label("电话").fill("13820123456")
    operator.get_by_label("来电人说的话").focus()
    filed = operator.locator("[data-part=ticket-filed]")
    operator.keyboard.press("Control+Enter")
    expect(filed).to_contain_text("工单已登记：GD")
    number = filed.inner_text()
    operator.keyboard.press("Control+Enter")
    expect(filed).to_have_text(number)
    keep_screenshot(operator, "hotline-4-filed")
    operator.reload()
    expect(operator.locator("[data-part=earlier] li")).to_have_count(1)
    operator.goto("/staff/tickets")
    expect(operator.locator("tbody tr")).to_have_count(1)


def test_a_danger_stands_out_and_is_read_out_first(operator: Page, keep_screenshot: Keep) -> None:
    operator.keyboard.type("他喝醉了正在打我", delay=5)
    expect(operator.get_by_role("alert").filter(has_text="正在受到伤害")).to_contain_text("110")
    expect(operator.locator("[data-part=script]")).to_contain_text("110")
    keep_screenshot(operator, "hotline-2-danger")


def test_an_older_answer_never_overtakes_a_newer_one_and_markup_stays_text(operator: Page) -> None:
    slow = {"left": 1}

    def hold_the_first(route: object) -> None:
        if slow["left"]:
            slow["left"] -= 1
            operator.wait_for_timeout(600)
        route.continue_()  # type: ignore[attr-defined]

    operator.route("**/v1/hotline/assist", hold_the_first)
    operator.keyboard.insert_text("家里两口人")
    operator.wait_for_timeout(200)
    operator.get_by_label("来电人说的话").fill(ATTACK)
    expect(operator.locator(".facts-list")).to_contain_text("3人")
    operator.wait_for_timeout(800)
    assert fact(operator, "家庭人口") == "3人"
    assert operator.evaluate("window.hit") is None


def test_while_the_service_is_away_nothing_typed_is_lost(operator: Page, faults: list[str]) -> None:
    operator.route("**/v1/hotline/assist", lambda route: route.abort())
    operator.keyboard.type(TOLD, delay=2)
    expect(operator.locator("[data-part=failure]")).to_contain_text("记下的话都在")
    operator.unroute("**/v1/hotline/assist")
    expect(operator.locator(".facts-list")).to_contain_text("3人", timeout=10_000)
    expect(operator.locator("[data-part=failure]")).to_be_hidden()
    faults.clear()


@pytest.mark.parametrize("screen", [PHONE, {"width": 768, "height": 1000}, DESK], ids=["phone", "tablet", "desk"])
def test_the_console_fits_every_screen(operator: Page, screen: dict[str, int], keep_screenshot: Keep) -> None:
    operator.set_viewport_size(screen)  # type: ignore[arg-type]
    operator.get_by_label("来电人说的话").fill(TOLD)
    expect(operator.locator(".policies li").first).to_be_visible()
    assert operator.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    keep_screenshot(operator, f"hotline-3-{screen['width']}")
