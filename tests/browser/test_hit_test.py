"""Staff try the search in a browser, say what it should have found, and a supervisor decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml
from playwright.sync_api import Page, expect

from knowledge.catalogue import load_catalogue
from tests.browser.conftest import PHONE
from tests.browser.staff import Account, employed, sign_in
from tests.browser.test_keyboard import go_to
from tests.live_service import LiveService

Keep = Callable[[Page, str], None]
POLICY = load_catalogue().policies["linshi-zhichu"].name
QUESTION = "家里揭不开锅了，孩子等着交学费"
SEARCH_LIMIT_MS = 20_000


@pytest.fixture(scope="module")
def supervisor(live_service: LiveService) -> Account:
    """Who may decide about examples."""
    return employed(live_service, "赵敏", "--role", "supervisor")


def try_question(page: Page, question: str) -> None:
    """Types a question and sends it with Enter."""
    page.get_by_label("居民的问题").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=verdict]")).to_be_focused(timeout=SEARCH_LIMIT_MS)


def open_page(page: Page, account: Account) -> None:
    """Signs in and follows the link of the inbox."""
    sign_in(page, account)
    page.get_by_role("link", name="查询测试").click()
    expect(page.get_by_label("居民的问题")).to_be_focused()
    # The scripts are there once the examples are.
    expect(page.locator(".examples li, [data-part=examples-empty]:not([hidden])").first).to_be_visible(timeout=SEARCH_LIMIT_MS)


def test_a_question_shows_its_ranking_its_clauses_and_the_answer_residents_get(
    desk: Page, account: Account, keep_screenshot: Keep
) -> None:
    open_page(desk, account)
    try_question(desk, "低保怎么申请")
    expect(desk.locator("[data-part=verdict]")).to_contain_text("居民会得到回答")
    expect(desk.locator("[data-part=ranking] tbody tr:not(.clauses)")).to_have_count(10)
    expect(desk.locator("[data-part=ranking] thead")).to_contain_text("用词（BM25）")
    expect(desk.locator("[data-part=ranking] thead")).to_contain_text("点名")
    answer = desk.request.get("/v1/answers", params={"q": "低保怎么申请"}).json()["answer"]
    expect(desk.locator("[data-part=answer]")).to_have_text(answer, use_inner_text=True)
    desk.locator("[data-part=ranking] summary").first.click()
    expect(desk.locator("[data-part=ranking] blockquote").first).to_be_visible()
    keep_screenshot(desk, "hit-test-1-answered")
    try_question(desk, "护照丢了怎么补办")
    expect(desk.locator("[data-part=verdict]")).to_contain_text("得不到回答")


def test_what_is_wrong_is_said_with_the_keyboard_alone_and_a_supervisor_accepts_it(
    desk: Page, supervisor: Account, keep_screenshot: Keep
) -> None:
    open_page(desk, supervisor)
    try_question(desk, QUESTION)
    desk.get_by_label("应该查到哪一项政策").focus()
    desk.keyboard.insert_text("没有这样的政策")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-part=reporting-failure]")).to_contain_text("请从列表里选")
    desk.get_by_label("应该查到哪一项政策").fill(POLICY)
    go_to(desk, "应该是这一项，记下来", "Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-part=reported]")).to_contain_text("记下来了")
    example = desk.locator(".examples li", has_text=QUESTION)
    expect(example).to_contain_text(f"应该查到：{POLICY}")
    keep_screenshot(desk, "hit-test-2-reported")
    go_to(desk, "采用", "Tab")
    desk.keyboard.press("Enter")
    expect(example).to_have_count(0)
    desk.get_by_label("只看").select_option("accepted")
    expect(example).to_contain_text(f"已采用（{supervisor.name}）")
    keep_screenshot(desk, "hit-test-3-accepted")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="能回答的问题").click()
    rows = yaml.safe_load(download.value.path().read_text("utf-8"))
    assert QUESTION in [row["text"] for row in rows]


def test_an_operator_sees_the_examples_and_has_no_button_to_decide(desk: Page, account: Account) -> None:
    open_page(desk, account)
    try_question(desk, "护照在哪里补办")
    desk.get_by_role("button", name="哪一项都不对").click()
    example = desk.locator(".examples li", has_text="护照在哪里补办")
    expect(example).to_contain_text("应该说不知道")
    expect(example.get_by_role("button")).to_have_count(0)


def test_the_page_fits_a_phone(desk: Page, account: Account, keep_screenshot: Keep) -> None:
    desk.set_viewport_size(PHONE)
    open_page(desk, account)
    try_question(desk, "低保怎么申请")
    assert desk.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    keep_screenshot(desk, "hit-test-4-phone")


def test_whoever_is_not_signed_in_is_led_to_where_one_signs_in(desk: Page) -> None:
    desk.goto("/staff/search")
    desk.wait_for_url("**/staff/sign-in?next=/staff/search")
