"""The analysis in a real browser: charts are drawn under the strict policy, each with its table, on a phone as well."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff import Account, employed
from tests.live_service import LiveService

Keep = Callable[[Page, str], None]
VALUES = "'', ?, 'bot', '{}', '{}', '[]', '{}', '[]', 0, 0, 0"
COLUMNS = "token_hash, channel, mode, facts, provenance, declined, set_aside, policies_shown, asked_times, failed_times, priority"
FILLS_THE_CHART = """name => {
  const canvas = document.querySelector(`#chart-${name} canvas`);
  return canvas !== null && canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part > 0);
}"""


@pytest.fixture
def auditor(live_service: LiveService) -> Account:
    """Somebody who may look and take out, and conversations to count."""
    made = employed(live_service, "吴审", "--role", "auditor")
    moment, day = datetime.now(UTC), timedelta(days=1)
    begun = [(f"{nth:032x}", "web" if nth % 3 else "hotline", moment - (nth * nth % 20) * day) for nth in range(400)]
    rows = [(each, channel, str(at.replace(tzinfo=None)), str(at.replace(tzinfo=None))) for each, channel, at in begun]
    came = [(each, at, at, nth % 5 + 1) for nth, (each, _, at, _) in enumerate(rows[::4])]
    topics = [(each, kind, "dibao", at[:10]) for each, _, at, _ in rows[:90] for kind in ("asked", "shown", "nearest")]
    with closing(sqlite3.connect(Path(live_service.environment["DATA_DIR"], "service.db"), timeout=10)) as database, database:
        database.executemany(f"INSERT INTO conversations (id, {COLUMNS}, created_at, active_at) VALUES (?, {VALUES}, ?, ?)", rows)
        database.executemany(
            "INSERT INTO attendances (conversation_id, by, reason, priority, queued_at, claimed_at, score) "
            "VALUES (?, 'li', 'asked', 0, ?, ?, ?)",
            came,
        )
        database.executemany("INSERT INTO conversation_topics (conversation_id, kind, subject, day) VALUES (?, ?, ?, ?)", topics)
    return made


def test_the_charts_are_drawn_and_each_stands_beside_its_table(desk: Page, auditor: Account, keep_screenshot: Keep) -> None:
    desk.goto("/staff/sign-in?next=/staff/analytics")
    desk.get_by_label("用户名").fill(auditor.name)
    desk.get_by_label("密码").fill(auditor.password)
    desk.get_by_role("button", name="登录").click()
    expect(desk.get_by_role("heading", name="智慧分析")).to_be_visible()
    expect(desk.get_by_role("link", name="分析")).to_have_attribute("aria-current", "page")
    for name, title in (("days", "每天的对话"), ("outcomes", "有没有找人"), ("satisfaction", "满意不满意")):
        expect(desk.get_by_role("region", name=title).locator("tbody tr").first).to_be_visible()
        desk.wait_for_function(FILLS_THE_CHART, arg=name)
    keep_screenshot(desk, "analytics")
    with desk.expect_download() as taken:
        desk.get_by_role("link", name="导出 Excel").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    for width in (360, 768):
        desk.set_viewport_size({"width": width, "height": 900})
        # The charts follow the width a moment later.
        desk.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)
        keep_screenshot(desk, f"analytics-{width}")
