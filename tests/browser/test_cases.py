"""One case from submitted to granted through the pages, by a supervisor in a real browser; the pages break no rule of axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.application_form import NAME, form, id_number_of
from tests.browser.conftest import CHINA, DESK
from tests.browser.staff import Account, employed, sign_in
from tests.live_service import LiveService

Keep = Callable[[Page, str], None]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
POLICY = "linshi-xiaoe-kuaijiu"
# The frame around is every page's.
VIOLATIONS = "axe.run('main').then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))"
WIDTHS = (360, 768, 1280)


@pytest.fixture(scope="module")
def supervisor(live_service: LiveService) -> Account:
    """Who may do and decide everything in Tianjin."""
    return employed(live_service, "赵主管", "--role", "supervisor", "--place", "120000")


def submitted(page: Page, key: str, **changes: Any) -> str:
    """The number of an application, made as the resident's page makes it."""
    filled = form(applicant={"id_number": id_number_of(key)}, **changes)
    answer = page.context.request.post("/v1/applications", data=filled, headers={"Idempotency-Key": key})
    assert answer.status == 201, answer.text()
    return str(answer.json()["number"])


def step(page: Page, label: str, state: str) -> None:
    """Does the next step by its button and sees where the case stands."""
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(state)
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_case_goes_from_submitted_to_granted_in_the_pages(
    phone: Page, desk: Page, supervisor: Account, keep_screenshot: Keep
) -> None:
    number = submitted(phone, "a-case-for-the-pages", policy_ids=[POLICY])
    sign_in(desk, supervisor)
    desk.get_by_role("link", name="办件", exact=True).click()
    desk.keyboard.press("/")
    desk.keyboard.type(number)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("row")).to_have_count(2)
    keep_screenshot(desk, "cases-1-list")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/staff/cases/{number}")
    expect(desk.locator("#applicant")).not_to_contain_text(NAME)
    desk.get_by_role("button", name="显示").click()
    expect(desk.locator("#applicant")).to_contain_text(id_number_of("a-case-for-the-pages"))
    step(desk, "我来接办", "已提交")
    keep_screenshot(desk, "cases-2-case")
    step(desk, "受理", "已受理")
    step(desk, "确认通过", "已确认")
    desk.get_by_text("登记已发放…").click()
    desk.get_by_label("金额").fill("2000")
    desk.get_by_label("单位").fill("元")
    step(desk, "登记已发放", "已发放")
    desk.get_by_role("link", name="救助成果", exact=True).click()
    expect(desk.get_by_role("row", name=number)).to_contain_text("2000.00 元")


def test_whoever_was_slower_sees_why_and_the_fresh_case(phone: Page, desk: Page, supervisor: Account, faults: list[str]) -> None:
    number = submitted(phone, "a-case-for-two", policy_ids=[POLICY])
    sign_in(desk, supervisor)
    desk.goto(f"/staff/cases/{number}")
    other = desk.context.new_page()
    other.goto(f"/staff/cases/{number}")
    step(other, "受理", "已受理")
    desk.get_by_text("退回补正…").click()
    desk.get_by_label("缺什么").fill("户口簿")
    desk.get_by_role("button", name="退回补正", exact=True).click()
    expect(desk.locator("#refusal")).to_contain_text("刚才有别人办了一步")
    expect(desk.locator("#refusal")).to_contain_text("户口簿")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("已受理")
    # What is refused, the browser reports.
    faults.clear()


def test_the_pages_fit_every_screen_and_break_no_rule_of_axe(
    browser: Browser, live_system: str, phone: Page, supervisor: Account, keep_screenshot: Keep
) -> None:
    number = submitted(phone, "a-case-to-look-at", policy_ids=["dibao", POLICY])
    context = browser.new_context(**CHINA, viewport=DESK, base_url=live_system, bypass_csp=True)
    page = context.new_page()
    sign_in(page, supervisor)
    found: dict[str, Any] = {}
    for path in ("cases", f"cases/{number}", "dispatches", "policies", "policies/dibao?locality=120104", "grants"):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"/staff/{path}")
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found[f"{path} at {width}"] = "wider than the screen"
            keep_screenshot(page, f"{path.partition('?')[0].replace('/', '-').replace(number, 'one')}-{width}")
        page.add_script_tag(path=AXE)
        violations = page.evaluate(VIOLATIONS)
        if violations:
            found[path] = violations
    context.close()
    assert found == {}
