"""What stands beside the steps of a plan: what they open, how they go, and what the household just misses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.chat import SITUATION, answer_until_plan, open_chat, say

Keep = Callable[[Page, str], None]
# A car that is nobody's legs stands against the minimum living allowance.
A_CAR = {"household.cars": 1, "household.car_for_care": False, "household.receiving": []}


def path_of(page: Page) -> str:
    """The conversation of a page, as the page itself addresses it."""
    return "/v1/conversations/" + str(page.evaluate("localStorage.getItem('jiuzhu.conversation')"))


def set_facts(page: Page, facts: dict[str, Any]) -> None:
    """Corrects facts with the page's own key, as its buttons do."""
    answer = page.request.patch(f"{path_of(page)}/facts", data={"set": facts})
    assert answer.ok, answer.text()


def test_a_step_unfolds_its_workflow_with_the_limit_and_what_it_opens(phone: Page, keep_screenshot: Keep) -> None:
    open_chat(phone)
    say(phone, SITUATION)
    answer_until_plan(phone)
    step = phone.locator(".plan > .card", has_text="最低生活保障").first
    workflow = step.locator("details.workflow")
    expect(workflow.locator("ol")).to_be_hidden()
    workflow.locator("summary").click()
    expect(workflow.locator("li").first).to_have_text("您交申请")
    expect(workflow.locator(".source")).to_contain_text("30 个工作日。依据：最低生活保障审核确认办法第二十二条")
    follows = step.locator("details.beside", has_text="可以接着看的")
    follows.locator("summary").click()
    expect(follows.locator("li", has_text="医疗救助").first).to_be_visible()
    assert phone.locator(".scroll").evaluate("box => box.scrollWidth - box.clientWidth") == 0
    workflow.scroll_into_view_if_needed()
    keep_screenshot(phone, "plan-workflow-and-what-follows")


def test_of_a_long_plan_the_first_steps_are_read_at_once_and_the_later_ones_unfold(phone: Page, keep_screenshot: Keep) -> None:
    open_chat(phone)
    say(phone, SITUATION)
    answer_until_plan(phone)
    later = phone.locator(".plan > details.later")
    expect(phone.locator(".plan > .card:not(.nearest)")).to_have_count(5)
    expect(later.locator("summary").first).to_contain_text("后面还有")
    expect(later.locator(".card").first).to_be_hidden()
    later.scroll_into_view_if_needed()
    keep_screenshot(phone, "plan-later-steps-folded")
    later.locator("summary").first.click()
    expect(later.locator(".card h4").first).to_contain_text("第 6 步")


def test_what_is_just_missed_is_told_with_what_stands_against_it_and_its_clause(phone: Page, keep_screenshot: Keep) -> None:
    open_chat(phone)
    say(phone, SITUATION)
    set_facts(phone, A_CAR)
    answer_until_plan(phone)
    missed = phone.locator(".plan > .nearest")
    expect(missed.locator("h4")).to_contain_text("最低生活保障")
    expect(missed).to_contain_text("要由窗口核定：名下没有大型、小型汽车")
    missed.locator("summary").first.click()
    expect(missed.locator(".reason .source").first).to_contain_text("依据：")
    missed.scroll_into_view_if_needed()
    keep_screenshot(phone, "plan-nearest-miss")


def test_the_groups_of_the_register_are_no_matter_of_the_residents_page(phone: Page) -> None:
    open_chat(phone)
    say(phone, SITUATION)
    answer_until_plan(phone)
    kept = phone.request.get(f"{path_of(phone)}/messages?limit=200").json()
    plan = next(message for message in kept["messages"] if message["type"] == "plan")
    assert "results" in plan["data"] and not {"tags", "warnings"} & plan["data"].keys()
