"""Signing in, staying signed in, signing out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.core.clock import now
from api.core.database import unit_of_work
from api.core.settings import settings
from api.models import StaffAccount, StaffSession

PASSWORD = "a long enough password"
Make = Callable[..., Any]


def sign_in(client: TestClient, name: str, password: str = PASSWORD) -> Any:
    return client.post("/v1/staff/session", json={"name": name, "password": password})


def test_the_right_password_opens_a_session(client: TestClient, account: Make) -> None:
    account("王芳", "supervisor")
    assert sign_in(client, "王芳").json() == {"name": "王芳", "role": "supervisor"}
    assert client.get("/v1/staff/session").json() == {"name": "王芳", "role": "supervisor"}


def test_the_cookie_cannot_be_read_by_a_script_or_sent_from_another_site(client: TestClient, account: Make) -> None:
    account("wang")
    cookie = sign_in(client, "wang").headers["set-cookie"]
    assert cookie.startswith("staff=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))


def test_only_a_digest_of_the_key_is_stored(client: TestClient, account: Make) -> None:
    account("wang")
    sign_in(client, "wang")
    with unit_of_work() as session:
        assert client.cookies["staff"] not in session.scalars(select(StaffSession.token_hash)).all()


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: TestClient, account: Make) -> None:
    account("wang")
    answers = [sign_in(client, "wang", "not the password").json(), sign_in(client, "nobody").json()]
    assert [answer["status"] for answer in answers] == [401, 401]
    assert answers[0]["detail"] == answers[1]["detail"] == "用户名或密码不对。"


def test_a_failed_sign_in_is_recorded_but_never_what_a_stranger_typed(client: TestClient, account: Make, audited: Make) -> None:
    account("wang")
    sign_in(client, "wang", "not the password")
    sign_in(client, "a password typed for a name")
    assert audited("wang")[-1] == ("visitor", "sign_in_failed")
    assert audited("a password typed for a name") == []


def test_a_closed_account_can_neither_sign_in_nor_go_on(client: TestClient, account: Make) -> None:
    account("wang")
    sign_in(client, "wang")
    with unit_of_work() as session:
        session.get_one(StaffAccount, "wang").active = False
    assert client.get("/v1/staff/session").status_code == 401
    assert sign_in(client, "wang").status_code == 401


def test_a_session_ends_when_its_time_is_over(client: TestClient, account: Make) -> None:
    account("wang")
    sign_in(client, "wang")
    with unit_of_work() as session:
        session.scalars(select(StaffSession)).one().expires_at = now() - timedelta(seconds=1)
    assert client.get("/v1/staff/queue").status_code == 401


def test_signing_in_clears_sessions_whose_time_is_over(client: TestClient, account: Make) -> None:
    account("wang")
    sign_in(client, "wang")
    with unit_of_work() as session:
        session.scalars(select(StaffSession)).one().expires_at = now() - timedelta(seconds=1)
    sign_in(client, "wang")
    with unit_of_work() as session:
        assert session.scalars(select(StaffSession)).one().expires_at > now()


def test_signing_out_makes_the_key_worthless(client: TestClient, account: Make) -> None:
    account("wang")
    sign_in(client, "wang")
    key = client.cookies["staff"]
    assert client.delete("/v1/staff/session").status_code == 204
    client.cookies.set("staff", key)
    assert client.get("/v1/staff/session").status_code == 401


def test_signing_in_and_out_is_recorded(client: TestClient, account: Make, audited: Make) -> None:
    account("wang")
    sign_in(client, "wang")
    client.delete("/v1/staff/session")
    assert audited("wang") == [("wang", "signed_in"), ("wang", "signed_out")]


def test_guessing_passwords_is_stopped(client: TestClient, account: Make) -> None:
    account("wang")
    account("li")
    for _ in range(settings().sign_in_attempts):
        assert sign_in(client, "wang", "not the password").status_code == 401
    refused = sign_in(client, "wang")
    assert (refused.status_code, refused.json()["detail"]) == (429, "登录试得太多了，请过十分钟再试。")
    assert sign_in(client, "li").status_code == 200


def test_a_hash_of_weaker_parameters_is_renewed_at_the_next_sign_in(client: TestClient, account: Make) -> None:
    account("wang")
    weaker = PasswordHasher(time_cost=1).hash(PASSWORD)
    with unit_of_work() as session:
        session.get_one(StaffAccount, "wang").password_hash = weaker
    assert sign_in(client, "wang").status_code == 200
    with unit_of_work() as session:
        assert PasswordHasher().check_needs_rehash(session.get_one(StaffAccount, "wang").password_hash) is False
    assert sign_in(client, "wang").status_code == 200


@pytest.mark.parametrize("path", ["/v1/staff/session", "/v1/staff/queue", "/v1/staff/events", "/v1/staff/conversations/any"])
def test_nothing_is_shown_to_whoever_is_not_signed_in(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 401


def test_a_page_of_another_site_can_change_nothing(client: TestClient, account: Make) -> None:
    account("wang")
    body = {"name": "wang", "password": PASSWORD}
    for origin in ("https://elsewhere.example", "null", "http://testserver.elsewhere.example"):
        assert client.post("/v1/staff/session", json=body, headers={"Origin": origin}).status_code == 403
    assert client.post("/v1/staff/session", json=body, headers={"Origin": "http://testserver"}).status_code == 200
