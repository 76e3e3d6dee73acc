"""A resident and a caseworker talk live, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.chat import open_chat, say
from tests.browser.staff import NEWS_LIMIT_MS, Account, claim, reply, sign_in

Keep = Callable[[Page, str], None]
NEED = "我下岗了，家里三口人，我妈瘫痪在床"


def ask_for_a_person(page: Page) -> None:
    """Taps the button to a person and sees that one is awaited."""
    page.locator("[data-part=person]").click()
    expect(page.locator("[data-part=mode]")).to_have_attribute("data-mode", "waiting", timeout=NEWS_LIMIT_MS)


def test_a_caseworker_answers_live_and_gives_the_conversation_back(
    phone: Page, desk: Page, account: Account, keep_screenshot: Keep
) -> None:
    open_chat(phone)
    say(phone, NEED)
    ask_for_a_person(phone)
    keep_screenshot(phone, "handover-1-waiting")
    sign_in(desk, account)
    claim(desk, NEED)
    expect(desk.locator("[data-part=facts]")).to_contain_text("3人")
    reply(desk, "您好，您母亲办过残疾人证吗？")
    expect(phone.locator(".message-staff")).to_contain_text("办过残疾人证吗", timeout=NEWS_LIMIT_MS)
    phone.locator("#text").fill("办过，一级")
    phone.locator("#text").press("Enter")
    expect(desk.get_by_role("log")).to_contain_text("办过，一级", timeout=NEWS_LIMIT_MS)
    keep_screenshot(phone, "handover-2-resident")
    keep_screenshot(desk, "handover-3-caseworker")
    desk.get_by_role("button", name="交还给系统回答").click()
    expect(phone.locator("[data-part=mode]")).to_have_attribute("data-mode", "bot", timeout=NEWS_LIMIT_MS)
    expect(phone.locator(".message-resident", has_text="办过，一级")).to_have_count(1)


def test_a_caseworker_sees_the_groups_of_the_register_and_what_to_look_at_again(
    phone: Page, desk: Page, account: Account, keep_screenshot: Keep
) -> None:
    open_chat(phone)
    said = "我们家在吃低保，有两套房子，我妈七十岁一级残疾，看病一年自己掏了五万"
    say(phone, said)
    ask_for_a_person(phone)
    sign_in(desk, account)
    claim(desk, said)
    warnings, tags = desk.locator("[data-part=warnings]"), desk.locator("[data-part=tags]")
    expect(warnings).to_contain_text("两套以上住房")
    expect(warnings).to_contain_text("社会救助法第四十八条")
    expect(tags).to_contain_text("重度残疾人（您母亲）")
    expect(tags.locator("li", has_text="低保家庭")).to_contain_text("依据：国办发〔2023〕39号二、社会救助法第十八条")
    possible = desk.locator("[data-part=possible-box]")
    expect(possible.locator("li").first).to_be_hidden()
    possible.locator("summary").click()
    expect(possible.locator("li", has_text="还要问：").first).to_be_visible()
    desk.locator("[data-part=warnings-box]").scroll_into_view_if_needed()
    keep_screenshot(desk, "handover-5-register")


def test_a_conversation_is_closed_with_its_outcome_and_the_caseworker_signs_out(
    phone: Page, desk: Page, account: Account, keep_screenshot: Keep
) -> None:
    open_chat(phone)
    said = "想问问残疾证去哪里办"
    say(phone, said)
    ask_for_a_person(phone)
    sign_in(desk, account)
    claim(desk, said)
    desk.get_by_label("处理结果").fill("已告知到街道残联窗口办理")
    desk.get_by_role("button", name="结束接待").click()
    expect(desk.locator("#case-title")).to_contain_text("已经结束")
    expect(phone.locator(".message-system").last).to_contain_text("接待已经结束", timeout=NEWS_LIMIT_MS)
    keep_screenshot(desk, "handover-4-closed")
    desk.get_by_role("button", name="退出登录").click()
    desk.wait_for_url("**/staff/sign-in")
    desk.goto("/staff")
    expect(desk).to_have_url(f"{desk.url.rsplit('/staff', 1)[0]}/staff/sign-in")
