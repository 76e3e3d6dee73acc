"""Accounts are guarded against guessing, managed by administrators, and nobody's password is known to another for long."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.core.clock import now
from api.core.database import unit_of_work
from api.core.settings import settings
from api.models import StaffAccount, StaffSession

Make = Callable[..., Any]
PASSWORD = "a long enough password"
NEW = "another long password"
HTMX = {"HX-Request": "true", "Origin": "http://testserver"}
SHOWN_ONCE = re.compile(r'<p class="number">(\S+)</p>')


def sign_in(browser: TestClient, name: str, password: str = PASSWORD) -> Any:
    return browser.post("/v1/staff/session", json={"name": name, "password": password})


def send(browser: TestClient, path: str, **form: str) -> Any:
    """What a form of a page sends."""
    return browser.post(path, data=form, headers=HTMX)


def change_password(browser: TestClient, old: str, new: str, repeated: str | None = None) -> Any:
    return send(browser, "/staff/password", old=old, new=new, repeated=new if repeated is None else repeated)


def stored(name: str) -> StaffAccount:
    with unit_of_work() as session:
        return session.get_one(StaffAccount, name)


@pytest.fixture
def administrator(staff: Make) -> TestClient:
    browser: TestClient = staff("boss", "administrator").browser
    return browser


@pytest.fixture
def quick_to_lock(monkeypatch: pytest.MonkeyPatch, client: TestClient) -> None:
    """Three wrong passwords lock an account, long before any address is limited."""
    monkeypatch.setattr(settings(), "sign_in_failures", 3)


def test_wrong_passwords_lock_the_account_whatever_comes_then(quick_to_lock: None, client: TestClient, account: Make) -> None:
    account("wang")
    assert [sign_in(client, "wang", "not the password").status_code for _ in range(3)] == [401] * 3
    locked = sign_in(client, "wang")
    assert (locked.status_code, locked.json()["detail"]) == (429, "登录试得太多了，请过十分钟再试。")
    assert 0 < int(locked.headers["retry-after"]) <= settings().sign_in_lock.total_seconds()


def test_time_opens_a_locked_account(quick_to_lock: None, client: TestClient, account: Make) -> None:
    account("wang")
    for _ in range(3):
        sign_in(client, "wang", "not the password")
    with unit_of_work() as session:
        session.get_one(StaffAccount, "wang").locked_until = now() - timedelta(seconds=1)
    assert sign_in(client, "wang").status_code == 200


def test_an_administrator_opens_a_locked_account(
    quick_to_lock: None, client: TestClient, account: Make, administrator: TestClient, audited: Make
) -> None:
    account("wang")
    for _ in range(3):
        sign_in(client, "wang", "not the password")
    assert "暂时锁住" in administrator.get("/staff/users", headers={"Accept": "text/html"}).text
    assert send(administrator, "/staff/users/wang/release").status_code == 200
    assert sign_in(client, "wang").status_code == 200
    assert ("visitor", "account_locked") in audited("wang")
    assert ("boss", "account_released") in audited("wang")


def test_a_right_password_forgets_the_wrong_ones(quick_to_lock: None, client: TestClient, account: Make) -> None:
    account("wang")
    for password in ("wrong password", "wrong password", PASSWORD, "wrong password", "wrong password"):
        sign_in(client, "wang", password)
    assert sign_in(client, "wang").status_code == 200


def test_whoever_is_signed_in_goes_on_while_others_guess(quick_to_lock: None, client: TestClient, staff: Make) -> None:
    person = staff("wang")
    for _ in range(3):
        sign_in(client, "wang", "not the password")
    assert person.browser.get("/v1/staff/queue").status_code == 200


def test_a_session_nobody_uses_ends(staff: Make) -> None:
    browser = staff("wang").browser
    with unit_of_work() as session:
        session.query(StaffSession).one().seen_at = now() - settings().staff_idle - timedelta(seconds=1)
    assert browser.get("/v1/staff/session").status_code == 401


def test_a_session_in_use_goes_on_until_its_time_is_over(staff: Make) -> None:
    browser = staff("wang").browser
    with unit_of_work() as session:
        session.query(StaffSession).one().seen_at = now() - settings().staff_idle + timedelta(seconds=30)
    assert browser.get("/v1/staff/session").status_code == 200
    with unit_of_work() as session:
        assert now() - (session.query(StaffSession).one().seen_at or now()) < timedelta(seconds=30)


def test_signing_in_again_renews_the_session(client: TestClient, account: Make, app: FastAPI) -> None:
    account("wang")
    sign_in(client, "wang")
    former = client.cookies["staff"]
    sign_in(client, "wang")
    assert client.cookies["staff"] != former
    stale = TestClient(app, cookies={"staff": former})
    assert stale.get("/v1/staff/session").status_code == 401


def test_a_new_password_ends_all_other_sessions(client: TestClient, app: FastAPI, account: Make, audited: Make) -> None:
    account("wang")
    elsewhere = TestClient(app)
    for browser in (client, elsewhere):
        sign_in(browser, "wang")
    assert change_password(client, PASSWORD, NEW).status_code == 200
    assert client.get("/v1/staff/session").status_code == 200
    assert elsewhere.get("/v1/staff/session").status_code == 401
    assert sign_in(elsewhere, "wang").status_code == 401
    assert sign_in(elsewhere, "wang", NEW).status_code == 200
    assert ("wang", "password_changed") in audited("wang")


@pytest.mark.parametrize(
    ("old", "new", "repeated", "refusal"),
    [
        ("not the password", NEW, NEW, "现在的密码不对，请再写一遍。"),
        (PASSWORD, NEW, NEW + "x", "两次写的新密码不一样，请再写一遍。"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码和现在的一样，请换一个。"),
        (PASSWORD, "ninechars", "ninechars", "密码太短，至少要 10 个字符。"),
    ],
)
def test_an_unfit_new_password_is_refused_in_one_sentence(staff: Make, old: str, new: str, repeated: str, refusal: str) -> None:
    refused = change_password(staff("wang").browser, old, new, repeated)
    assert (refused.status_code, refused.text.strip()) == (422, f'<p class="failure">{refusal}</p>')


def test_a_new_account_can_do_nothing_before_it_has_a_password_of_its_own(
    administrator: TestClient, app: FastAPI, audited: Make
) -> None:
    made = send(administrator, "/staff/users", name="wang", role="caseworker", place="120104001", department="民政")
    found = SHOWN_ONCE.search(made.text)
    assert found is not None
    assert found.group(1) not in administrator.get("/staff/users", headers={"Accept": "text/html"}).text
    browser = TestClient(app)
    assert sign_in(browser, "wang", found.group(1)).status_code == 200
    assert browser.get("/v1/staff/queue").json()["type"].endswith(":password_due")
    led = browser.get("/staff", headers={"Accept": "text/html"}, follow_redirects=False)
    assert led.headers["location"] == "/staff/password"
    assert change_password(browser, found.group(1), NEW).status_code == 200
    assert browser.get("/v1/staff/queue").status_code == 200
    account = stored("wang")
    assert (account.role, account.place, account.department) == ("caseworker", "120104001", "民政")
    assert audited("wang")[:2] == [("boss", "account_created"), ("boss", "role_given_caseworker")]


def test_a_closed_account_is_out_at_once_and_may_be_opened_again(
    administrator: TestClient, staff: Make, client: TestClient, audited: Make
) -> None:
    person = staff("wang")
    assert send(administrator, "/staff/users/wang/close").status_code == 200
    assert person.browser.get("/v1/staff/queue").status_code == 401
    assert sign_in(client, "wang").status_code == 401
    assert send(administrator, "/staff/users/wang/open").status_code == 200
    # The session that ended stays ended.
    assert person.browser.get("/v1/staff/queue").status_code == 401
    assert sign_in(client, "wang").status_code == 200
    assert [act for act in audited("wang") if act[0] == "boss"] == [("boss", "account_closed"), ("boss", "account_opened")]


def test_another_role_and_place_hold_from_the_next_request(administrator: TestClient, staff: Make, audited: Make) -> None:
    person = staff("wang")
    assert send(administrator, "/staff/users/wang/position", role="auditor", place="120000").status_code == 200
    assert person.browser.get("/v1/staff/queue").status_code == 403
    assert [act for act in audited("wang") if act[0] == "boss"] == [("boss", "role_given_auditor"), ("boss", "account_moved")]


def test_a_reset_password_is_shown_once_and_ends_all_sessions(
    administrator: TestClient, staff: Make, app: FastAPI, audited: Make
) -> None:
    person = staff("wang")
    found = SHOWN_ONCE.search(send(administrator, "/staff/users/wang/password").text)
    assert found is not None
    assert person.browser.get("/v1/staff/queue").status_code == 401
    browser = TestClient(app)
    assert sign_in(browser, "wang").status_code == 401
    assert sign_in(browser, "wang", found.group(1)).status_code == 200
    assert browser.get("/v1/staff/queue").status_code == 403
    assert ("boss", "password_reset") in audited("wang")


@pytest.mark.parametrize(("act", "form"), [("close", {}), ("position", {"role": "supervisor"})])
def test_the_last_administrator_stays(administrator: TestClient, staff: Make, act: str, form: dict[str, str]) -> None:
    refused = send(administrator, f"/staff/users/boss/{act}", **form)
    assert refused.status_code == 409
    assert "最后一个能用的管理员" in refused.text
    assert (stored("boss").role, stored("boss").active) == ("administrator", True)
    staff("second", "administrator")
    assert send(administrator, f"/staff/users/boss/{act}", **form).status_code == 200


def test_an_administrator_whose_account_is_closed_is_none(administrator: TestClient, staff: Make) -> None:
    staff("second", "administrator")
    assert send(administrator, "/staff/users/second/close").status_code == 200
    assert send(administrator, "/staff/users/boss/close").status_code == 409


def test_whoever_takes_another_role_leaves_a_trace(administrator: TestClient, staff: Make, audited: Make) -> None:
    staff("second", "administrator")
    assert send(administrator, "/staff/users/boss/position", role="supervisor").status_code == 200
    assert ("boss", "role_given_supervisor") in audited("boss")


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        ({"name": "boss", "role": "operator"}, "用户名 boss 已经有了"),
        ({"name": "a b", "role": "operator"}, "用户名要有 2 到 32 个字"),
        ({"name": "wang", "role": "king"}, "role"),
        ({"name": "wang", "role": "operator", "place": "南开"}, "没有代码是“南开”的地方"),
        ({"name": "wang", "role": "operator", "department": "民政局"}, "政策里没有叫“民政局”的部门"),
    ],
)
def test_an_unfit_account_is_refused_in_one_sentence(administrator: TestClient, form: dict[str, str], refusal: str) -> None:
    refused = send(administrator, "/staff/users", **form)
    assert refused.status_code in (409, 422)
    assert refusal in refused.text


def test_a_name_that_is_markup_is_shown_as_text(administrator: TestClient) -> None:
    with unit_of_work() as session:
        evil = StaffAccount(name='"><script>x</script>', password_hash="", role="operator", active=True, created_at=now())
        session.add(evil)
    assert "<script>x" not in administrator.get("/staff/users", headers={"Accept": "text/html"}).text


def test_where_reminders_go_is_said_when_an_account_is_made_and_changed_later(administrator: TestClient, audited: Make) -> None:
    send(administrator, "/staff/users", name="zhao", role="caseworker", email=" zhao@example.cn ")
    assert stored("zhao").email == "zhao@example.cn"
    shown = send(administrator, "/staff/users/zhao/email", email="zhao.min@sub.example.cn")
    assert "zhao.min@sub.example.cn" in shown.text
    assert ("boss", "account_email_changed") in audited("zhao")
    send(administrator, "/staff/users/zhao/email", email="")
    assert stored("zhao").email is None


@pytest.mark.parametrize(
    "address", ["zhao", "zhao@", "a@b", "zhao@example.cn\nBcc: x@example.cn", "a@b.cn, c@d.cn", "张@例.中国"]
)
def test_what_can_be_no_address_is_refused(administrator: TestClient, staff: Make, address: str) -> None:
    staff("li")
    refused = send(administrator, "/staff/users/li/email", email=address)
    assert refused.status_code == 422 and "邮箱写得不对" in refused.text
    assert stored("li").email is None
