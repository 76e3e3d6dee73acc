"""What a caseworker does in the inbox, for the journeys."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.live_service import ROOT, LiveService

# The inbox looks for news every few seconds.
NEWS_LIMIT_MS = 15_000


@dataclass(frozen=True)
class Account:
    """Who signs in."""

    name: str
    password: str


def employed(service: LiveService, name: str, *position: str) -> Account:
    """A new account at the running service, which other tests use too: its name ends in a few characters of its own.

    position: as the command that makes accounts takes it, such as "--role", "supervisor".
    """
    made = Account(f"{name}{secrets.token_hex(3)}", "a password of the tests")
    command = [sys.executable, "-m", "operations.api_command", "api.staff.create_account", made.name, *position]
    subprocess.run(command, input=made.password, text=True, cwd=ROOT, env=service.environment, check=True)
    return made


def sign_in(page: Page, account: Account) -> None:
    """Opens the inbox, is led to the sign-in and signs in."""
    page.goto("/staff")
    page.wait_for_url(re.compile(r"/staff/sign-in(\?|$)"))
    page.get_by_label("用户名").fill(account.name)
    page.get_by_label("密码").fill(account.password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile(r"//[^/]+/staff$"))


def claim(page: Page, last_said: str) -> None:
    """Takes the waiting conversation in which this was said last."""
    page.locator(".queue button", has_text=last_said).click(timeout=NEWS_LIMIT_MS)
    page.get_by_role("button", name="我来接待").click()
    expect(page.get_by_label("回复居民")).to_be_focused()


def reply(page: Page, text: str) -> None:
    """Says something to the resident."""
    page.get_by_label("回复居民").fill(text)
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_role("log")).to_contain_text(text)
