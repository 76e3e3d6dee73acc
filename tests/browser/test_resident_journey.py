"""A resident on a phone: from the first sentence to the receipt, in a real browser against the running system."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from playwright.sync_api import FilePayload, Page, expect

from tests.api.application_form import id_number_of
from tests.browser.chat import SITUATION, TURN_LIMIT_MS, answer_until_plan, choose, open_chat, say, wait_for_answer

Keep = Callable[[Page, str], None]
PHONE_NUMBER = "13800138000"


def submit_application(page: Page) -> None:
    """Fills in the form and submits it."""
    form = page.locator("form.application")
    form.locator("[name=name]").fill("王秀英")
    form.locator("[name=id_number]").fill(id_number_of(secrets.token_hex(8)))
    form.locator("[name=phone]").fill(PHONE_NUMBER)
    form.locator("[name=residence]").select_option(value="120104")
    form.locator("[name=hukou]").select_option(value="120104")
    form.locator("[name=facts_right]").check()
    form.locator("[name=consent]").check()
    form.locator("[name=commitment]").check()
    photo: FilePayload = {"name": "身份证.png", "mimeType": "image/png", "buffer": page.screenshot()}
    form.locator(".paper:visible input[type=file]").first.set_input_files(photo)
    form.get_by_role("button", name="提交申请").click()


def test_a_resident_goes_from_a_sentence_to_a_receipt(phone: Page, keep_screenshot: Keep) -> None:
    open_chat(phone)
    keep_screenshot(phone, "journey-1-greeting")
    say(phone, SITUATION)
    expect(phone.locator("details.facts")).to_contain_text("有不对的，点这里改")
    keep_screenshot(phone, "journey-2-read-back")
    answer_until_plan(phone)
    eligible = phone.locator(".plan .verdict-eligible").first
    eligible.locator(".conditions > summary").click()
    expect(eligible.locator(".source").first).to_contain_text("条")
    keep_screenshot(phone, "journey-3-plan")
    choose(phone, "我要申请")
    submit_application(phone)
    expect(phone.locator(".receipt .number")).to_have_text(re.compile(r"^JZ\d{16}$"), timeout=TURN_LIMIT_MS)
    expect(phone.locator(".uploads [role=status]")).to_have_text("身份证.png：已经传上", timeout=TURN_LIMIT_MS)
    keep_screenshot(phone, "journey-4-receipt")
    phone.get_by_role("link", name="查看办理情况").click()
    expect(phone.locator("[data-part=status]")).to_have_text("已提交")
    expect(phone.locator("[data-part=papers]")).to_contain_text("已经传了 1 份")
    assert phone.evaluate("document.documentElement.scrollWidth") == phone.evaluate("innerWidth")
    with phone.expect_download() as download:
        phone.get_by_role("button", name="下载回执").click()
    assert download.value.suggested_filename.startswith("JZ")
    keep_screenshot(phone, "journey-5-progress")
    phone.get_by_role("button", name="撤回").first.click()
    phone.get_by_role("button", name="不撤回").click()
    expect(phone.locator("[data-part=status]")).to_have_text("已提交")
    phone.get_by_role("button", name="撤回").first.click()
    phone.get_by_role("button", name="撤回", exact=True).click()
    expect(phone.locator("[data-part=history]")).to_contain_text("已经撤回")


def test_the_conversation_is_there_again_after_a_reload_and_goes_on(phone: Page, keep_screenshot: Keep) -> None:
    open_chat(phone)
    say(phone, SITUATION)
    said = phone.locator(".log > .message").count()
    phone.reload()
    expect(phone.locator(".log > .message")).to_have_count(said)
    expect(phone.locator("[data-part=consent]")).to_be_hidden()
    choose(phone, "不清楚")
    assert phone.locator(".log > .message").count() > said
    keep_screenshot(phone, "resumed")


def test_a_fact_is_corrected_where_it_is_read_back(phone: Page, keep_screenshot: Keep) -> None:
    open_chat(phone)
    say(phone, SITUATION)
    phone.locator("details.facts > summary").click()
    income = phone.locator(".fact", has_text="家庭月收入合计")
    income.get_by_role("button").click()
    keep_screenshot(phone, "correction")
    phone.locator(".fact-editor input").fill("2600")
    phone.get_by_role("button", name="改好了").click()
    expect(phone.locator(".fact-value", has_text="2600").first).to_be_visible()


def test_a_policy_question_is_answered_with_a_clause_that_unfolds(phone: Page, keep_screenshot: Keep) -> None:
    open_chat(phone)
    say(phone, "低保怎么申请")
    clause = phone.locator("details.clause").first
    clause.locator("summary").click()
    expect(clause.locator("blockquote")).to_be_visible()
    keep_screenshot(phone, "clause")


def test_a_person_is_asked_for_at_any_time(phone: Page, keep_screenshot: Keep) -> None:
    open_chat(phone)
    phone.locator("[data-part=person]").click()
    wait_for_answer(phone)
    expect(phone.locator("[data-part=mode]")).to_have_attribute("data-mode", "waiting")
    keep_screenshot(phone, "waiting")


def test_the_whole_page_fits_the_narrowest_phone_in_the_largest_print(phone: Page, keep_screenshot: Keep) -> None:
    phone.set_viewport_size({"width": 320, "height": 568})
    open_chat(phone)
    for _ in range(2):
        phone.locator("[data-print-switch]").click()
    say(phone, SITUATION)
    assert phone.evaluate("getComputedStyle(document.documentElement).fontSize") == "30px"
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    assert phone.locator(".scroll").evaluate("box => box.scrollWidth - box.clientWidth") == 0
    keep_screenshot(phone, "largest-print")


def test_a_text_over_the_limit_is_refused_and_stays_in_the_box(phone: Page) -> None:
    open_chat(phone)
    too_long = "难" * 2001
    phone.locator("#text").fill(too_long)
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-part=composer] [data-part=failure]")).to_be_visible()
    expect(phone.locator("#text")).to_have_value(too_long)


def test_a_sentence_that_could_not_be_sent_stays_in_the_box_and_goes_at_the_next_try(
    phone: Page, faults: list[str], keep_screenshot: Keep
) -> None:
    open_chat(phone)
    phone.context.set_offline(True)
    phone.locator("#text").fill("我妈今天摔了一跤")
    phone.keyboard.press("Enter")
    expect(phone.locator("#text")).to_have_value("我妈今天摔了一跤")
    expect(phone.locator("[data-part=status]")).to_be_visible()
    keep_screenshot(phone, "offline")
    phone.context.set_offline(False)
    phone.get_by_role("button", name="再发一次").click()
    wait_for_answer(phone)
    expect(phone.locator(".message-resident")).to_have_count(1)
    # The browser complains of the cut line; nothing else may be wrong.
    assert all("ERR_INTERNET_DISCONNECTED" in fault for fault in faults)
    faults.clear()


def test_what_a_resident_says_is_never_run_as_markup(phone: Page) -> None:
    open_chat(phone)
    say(phone, "<img src=x onerror=\"document.title='run'\"><b>你好</b>")
    expect(phone.locator(".message-resident .said")).to_have_text("<img src=x onerror=\"document.title='run'\"><b>你好</b>")
    assert phone.title() != "run"


def test_an_erased_conversation_leaves_nothing_on_the_page(phone: Page) -> None:
    open_chat(phone)
    say(phone, SITUATION)
    phone.locator("[data-part=erase-open]").click()
    phone.locator("[data-part=erase]").click()
    expect(phone.locator(".message-resident")).to_have_count(0)
    expect(phone.locator("[data-part=consent]")).to_be_visible()


def test_in_an_emergency_the_numbers_are_ready_to_be_called(phone: Page, keep_screenshot: Keep) -> None:
    open_chat(phone)
    say(phone, "我不想活了")
    expect(phone.locator(".said.urgent a[href='tel:120']")).to_be_visible()
    expect(phone.locator("[data-part=mode]")).to_have_attribute("data-mode", "waiting")
    keep_screenshot(phone, "emergency")


def test_a_step_about_a_person_names_the_person(phone: Page, keep_screenshot: Keep) -> None:
    open_chat(phone)
    say(phone, f"{SITUATION}，我妈瘫痪在床，一级残疾")
    answer_until_plan(phone)
    expect(phone.locator(".plan > .card h4", has_text="您母亲").first).to_be_visible()
    phone.locator(".plan > .rest > summary").first.click()
    phone.locator(".plan .entry > summary").first.click()
    expect(phone.locator(".plan .entry .reason").first).to_be_visible()
    assert phone.locator(".scroll").evaluate("box => box.scrollWidth - box.clientWidth") == 0
    keep_screenshot(phone, "plan-for-a-person")
