"""Markup that somebody typed is shown as it was typed, to residents and to staff; and were it ever parsed, nothing would run."""

from __future__ import annotations

from pathlib import Path

import yaml
from playwright.sync_api import Page, expect

from tests.browser.chat import open_chat
from tests.browser.staff import Account, claim, reply, sign_in

TABLE = yaml.safe_load((Path(__file__).parents[1] / "hostile" / "messages.yaml").read_text("utf-8"))
TYPED = [row["say"] for group in TABLE["groups"] if "Markup" in group["about"] for row in group["messages"] if "kept" not in row]
IN_THE_LOG = "[data-part=log] :is(script, img, svg, iframe, style, base, meta, math, table, [onerror], [onload], [style*=url])"
STAFF_SAYS = "<img src=x onerror=window.hit=1>您好<script>window.hit=1</script>"


def send(page: Page, texts: list[str]) -> None:
    """Says something in the conversation of a page, without its help."""
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "conversation")
    for text in texts:
        answer = page.context.request.post(f"/v1/conversations/{key.partition('.')[0]}/messages", data={"text": text})
        assert answer.ok


def shows_as_typed(page: Page, texts: list[str]) -> None:
    """The texts stand in the log letter by letter, none became an element, and nothing in them was run."""
    log = page.get_by_role("log").first
    for text in texts:
        expect(log).to_contain_text(text, use_inner_text=True)
    assert page.locator(IN_THE_LOG).count() == 0
    assert page.evaluate("window.hit") is None


def test_markup_is_shown_as_it_was_typed_to_residents_and_to_staff(phone: Page, desk: Page, account: Account) -> None:
    open_chat(phone)
    send(phone, TYPED)
    phone.reload()
    shows_as_typed(phone, TYPED)
    phone.locator("[data-part=person]").click()
    sign_in(desk, account)
    claim(desk, TYPED[-1][:20])
    shows_as_typed(desk, TYPED)
    reply(desk, STAFF_SAYS)
    expect(phone.locator(".message-staff")).to_contain_text(STAFF_SAYS, timeout=15_000)
    shows_as_typed(phone, [STAFF_SAYS])


def test_a_script_that_got_into_a_page_would_not_run(phone: Page, faults: list[str]) -> None:
    open_chat(phone)
    blocked: list[str | None] = []
    phone.on("requestfailed", lambda request: blocked.append(request.failure))
    phone.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.hit = 1'}))")
    phone.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hit = 1\">')")
    phone.evaluate("document.body.append(Object.assign(document.createElement('script'), {src: '//elsewhere.example/x.js'}))")
    phone.wait_for_timeout(500)
    assert phone.evaluate("window.hit") is None
    assert blocked == ["csp"]
    # What the browser refuses it also reports.
    assert any("Content Security Policy" in fault for fault in faults)
    faults.clear()
