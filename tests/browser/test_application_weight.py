"""The chat page weighs little on a slow line, and the application form only for who opens one."""

from __future__ import annotations

from playwright.sync_api import Page, Response

from tests.browser.chat import open_chat

MOST_BYTES = 60_000


def test_the_chat_page_is_sent_in_at_most_sixty_kilobytes(phone: Page) -> None:
    answers: list[Response] = []
    phone.on("response", lambda answer: answers.append(answer))
    open_chat(phone)
    own = [answer for answer in answers if answer.request.resource_type in ("document", "script", "stylesheet")]
    sizes = [answer.request.sizes()["responseBodySize"] for answer in own]
    assert 0 < sum(sizes) <= MOST_BYTES
    assert not any("application_form" in answer.url for answer in own)
