"""Staff sign in through a city's identity service; whatever does not add up signs nobody in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc.jwk import OctKey, RSAKey

from api.core.database import unit_of_work
from api.core.settings import settings
from api.models import StaffAccount
from tests.api.databases import on_sqlite
from tests.identity_server import CLIENT, KEY_BITS, SECRET, IdentityServer, identity_server

Make = Callable[..., Any]
WANG = {
    "sub": "a1b2", "preferred_username": "王芳", "roles": ["staff", "caseworker"], "place": "120104001", "department": "民政",
}  # fmt: skip
OUT = "https://elsewhere.example"


@pytest.fixture
def identity() -> Iterator[IdentityServer]:
    with identity_server() as server:
        server.claims = dict(WANG)
        yield server


@pytest.fixture
def configured(client: TestClient, identity: IdentityServer, monkeypatch: pytest.MonkeyPatch) -> IdentityServer:
    """The service knows the identity service."""
    monkeypatch.setenv("OIDC_ISSUER", identity.issuer)
    monkeypatch.setenv("OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("OIDC_CLIENT_SECRET", SECRET)
    settings.cache_clear()
    return identity


def sent_back(browser: TestClient) -> str:
    """Goes to the identity service as a browser does; the address it sends the browser back to."""
    led = browser.get("/staff/identity/start", follow_redirects=False).headers["location"]
    return httpx2.get(led).headers["location"]


def come_back(browser: TestClient, address: str) -> Any:
    return browser.get(address, follow_redirects=False)


def sign_in(browser: TestClient) -> Any:
    return come_back(browser, sent_back(browser))


def problem(answer: Any) -> str:
    """Why nobody was signed in, as the sign-in page is told."""
    assert answer.status_code == 303, answer.text
    assert "staff=" not in answer.headers.get("set-cookie", "").replace("staff_attempt=", "")
    return parse_qs(urlsplit(answer.headers["location"]).query)["problem"][0]


def who(browser: TestClient) -> Any:
    return browser.get("/v1/staff/session").json()


def test_whoever_signs_in_there_is_signed_in_here(configured: IdentityServer, client: TestClient, audited: Make) -> None:
    answer = sign_in(client)
    assert (answer.status_code, 'content="0; url=/staff"' in answer.text) == (200, True)
    assert who(client) == {"name": "王芳", "role": "caseworker"}
    with unit_of_work() as session:
        account = session.get_one(StaffAccount, "王芳")
        assert (account.place, account.department, account.password_hash) == ("120104001", "民政", "")
        assert WANG["sub"] not in (account.identity or "")
    assert audited("王芳") == [
        ("identity_service", "account_created"),
        ("identity_service", "role_given_caseworker"),
        ("identity_service", "account_moved"),
        ("王芳", "signed_in"),
    ]


def test_the_cookie_of_the_way_there_survives_the_way_back_and_tells_nothing(
    configured: IdentityServer, client: TestClient
) -> None:
    led = client.get("/staff/identity/start", follow_redirects=False)
    assert {"HttpOnly", "SameSite=lax", "Path=/staff/identity"} <= set(led.headers["set-cookie"].split("; "))
    asked = parse_qs(urlsplit(led.headers["location"]).query)
    assert (asked["response_type"], asked["code_challenge_method"], asked["client_id"]) == (["code"], ["S256"], [CLIENT])
    assert asked["state"][0] not in led.headers["set-cookie"]
    assert asked["nonce"][0] not in led.headers["set-cookie"]


@on_sqlite
@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "of another sign-in"},
        {"aud": "another service"},
        {"aud": [CLIENT, "another service"], "azp": "another service"},
        {"iss": OUT},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_token_that_is_wrong_signs_nobody_in(configured: IdentityServer, client: TestClient, wrong: dict[str, Any]) -> None:
    configured.wrong = wrong
    assert problem(sign_in(client)) == "identity_refused"
    assert client.get("/v1/staff/session").status_code == 401


@on_sqlite
@pytest.mark.parametrize("left_out", ["nonce", "aud", "exp", "sub", "iat", "iss"])
def test_a_token_that_leaves_something_out_signs_nobody_in(configured: IdentityServer, client: TestClient, left_out: str) -> None:
    configured.left_out = {left_out}
    assert problem(sign_in(client)) == "identity_refused"


@on_sqlite
def test_a_key_the_service_does_not_have_signs_nobody_in(configured: IdentityServer, client: TestClient) -> None:
    configured.key = RSAKey.generate_key(KEY_BITS, {"kid": "one"})
    assert problem(sign_in(client)) == "identity_refused"
    configured.key = RSAKey.generate_key(KEY_BITS, {"kid": "two"})
    assert problem(sign_in(client)) == "identity_refused"


@on_sqlite
def test_a_token_signed_with_the_shared_secret_or_not_at_all_signs_nobody_in(
    configured: IdentityServer, client: TestClient
) -> None:
    configured.key, configured.algorithm = OctKey.import_key(SECRET), "HS256"
    assert problem(sign_in(client)) == "identity_refused"
    configured.algorithm = "none"
    assert problem(sign_in(client)) == "identity_refused"


@on_sqlite
def test_new_keys_of_the_service_hold_at_once(configured: IdentityServer, client: TestClient) -> None:
    sign_in(client)
    configured.key = RSAKey.generate_key(KEY_BITS, {"kid": "two"})
    configured.shown.append(configured.key)
    assert sign_in(client).status_code == 200


@on_sqlite
def test_a_forged_state_signs_nobody_in(configured: IdentityServer, client: TestClient) -> None:
    back = sent_back(client)
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert problem(come_back(client, back.replace(state, "forged"))) == "identity_state"


@on_sqlite
def test_a_sign_in_begun_in_another_browser_signs_nobody_in(configured: IdentityServer, client: TestClient, app: FastAPI) -> None:
    victim = TestClient(app)
    attackers = sent_back(client)
    assert problem(come_back(victim, attackers)) == "identity_state"
    sent_back(victim)
    assert problem(come_back(victim, attackers)) == "identity_state"


@on_sqlite
def test_a_code_is_good_once(configured: IdentityServer, client: TestClient) -> None:
    back = sent_back(client)
    kept = dict(client.cookies)
    assert come_back(client, back).status_code == 200
    for name, value in kept.items():
        client.cookies.set(name, value)
    assert problem(come_back(client, back)) == "identity_refused"


@on_sqlite
def test_a_code_stolen_on_the_way_is_worth_nothing_without_the_verifier(
    configured: IdentityServer, client: TestClient, app: FastAPI
) -> None:
    stolen = parse_qs(urlsplit(sent_back(client)).query)["code"][0]
    thief = TestClient(app)
    own = sent_back(thief)
    assert problem(come_back(thief, own.replace(parse_qs(urlsplit(own).query)["code"][0], stolen))) == "identity_refused"


@on_sqlite
def test_whoever_is_refused_there_is_refused_here(configured: IdentityServer, client: TestClient) -> None:
    configured.refuses_everybody = True
    assert problem(sign_in(client)) == "identity_refused"


@on_sqlite
@pytest.mark.parametrize(
    "claims",
    [
        {"roles": []},
        {"roles": ["king"]},
        {"roles": None},
        {"place": None},
        {"place": "南开区"},
        {"department": None},
        {"department": "民政局"},
        {"roles": "operator", "place": ""},
    ],
    ids=str,
)
def test_without_a_role_place_or_department_that_holds_here_there_is_no_access(
    configured: IdentityServer, client: TestClient, audited: Make, claims: dict[str, Any]
) -> None:
    configured.claims |= claims
    assert problem(sign_in(client)) == "identity_no_role"
    assert audited("unknown") == [("identity_service", "sign_in_refused")]
    with unit_of_work() as session:
        assert session.get(StaffAccount, "王芳") is None


@on_sqlite
def test_a_local_account_of_the_same_name_is_somebody_else(
    configured: IdentityServer, client: TestClient, account: Make, app: FastAPI
) -> None:
    account("王芳", "administrator")
    sign_in(client)
    signed_in = who(client)
    assert (signed_in["name"].startswith("王芳-"), signed_in["role"]) == (True, "caseworker")
    configured.claims |= {"sub": "another person"}
    another = TestClient(app)
    sign_in(another)
    assert who(another)["name"] not in ("王芳", signed_in["name"])


@on_sqlite
def test_the_same_person_keeps_the_account_and_gets_the_role_of_today(configured: IdentityServer, client: TestClient) -> None:
    sign_in(client)
    configured.claims |= {"preferred_username": "a new name", "roles": ["supervisor"], "place": "120104"}
    sign_in(client)
    assert who(client) == {"name": "王芳", "role": "supervisor"}


@on_sqlite
def test_an_account_that_was_closed_here_stays_closed(configured: IdentityServer, client: TestClient) -> None:
    sign_in(client)
    with unit_of_work() as session:
        session.get_one(StaffAccount, "王芳").active = False
    assert problem(sign_in(client)) == "identity_closed"


@on_sqlite
def test_no_password_opens_an_account_of_the_identity_service(configured: IdentityServer, client: TestClient) -> None:
    sign_in(client)
    for password in ("", " ", "a password"):
        assert client.post("/v1/staff/session", json={"name": "王芳", "password": password}).status_code == 401


@on_sqlite
def test_claims_of_other_names_are_mapped_by_a_file(
    configured: IdentityServer, client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = tmp_path / "claims.yaml"
    mapping.write_text(
        "name: {claim: name}\n"
        "role: {claim: realm_access.roles, values: {civil-affairs-lead: supervisor, civil-affairs: caseworker}}\n"
        "place: {claim: division, values: {nankai: '120104'}, needed_by: [supervisor, caseworker]}\n"
        "department: {claim: unit}\n",
        "utf-8",
    )
    monkeypatch.setenv("OIDC_CLAIMS", str(mapping))
    settings.cache_clear()
    roles = {"roles": ["civil-affairs", "civil-affairs-lead"]}
    configured.claims = {"sub": "1", "name": "li", "realm_access": roles, "division": ["nankai"]}
    sign_in(client)
    assert who(client) == {"name": "li", "role": "supervisor"}
    configured.claims["division"] = ["hedong"]
    assert problem(sign_in(client)) == "identity_no_role"


@on_sqlite
def test_a_service_that_is_away_is_said_and_a_password_still_signs_in(
    configured: IdentityServer, client: TestClient, account: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OIDC_ISSUER", "http://127.0.0.1:9")
    settings.cache_clear()
    away = client.get("/staff/identity/start", follow_redirects=False)
    assert problem(away) == "identity_away"
    shown = client.get(away.headers["location"], headers={"Accept": "text/html"})
    assert "统一身份系统现在连不上" in shown.text
    account("wang")
    body = {"name": "wang", "password": "a long enough password"}
    assert client.post("/v1/staff/session", json=body).status_code == 200


@on_sqlite
def test_a_service_that_names_itself_differently_is_not_trusted(configured: IdentityServer, client: TestClient) -> None:
    configured.named_issuer = OUT
    assert problem(client.get("/staff/identity/start", follow_redirects=False)) == "identity_away"


@on_sqlite
def test_the_button_is_there_only_where_there_is_a_service(
    client: TestClient, identity: IdentityServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "统一身份" not in client.get("/staff/sign-in").text
    assert client.get("/staff/identity/start", follow_redirects=False).headers["location"].endswith("problem=no_such_page")
    monkeypatch.setenv("OIDC_ISSUER", identity.issuer)
    monkeypatch.setenv("OIDC_CLIENT_ID", CLIENT)
    settings.cache_clear()
    assert "用统一身份登录" in client.get("/staff/sign-in").text


@on_sqlite
def test_nothing_that_is_written_into_the_address_is_shown(client: TestClient) -> None:
    for written in ("<script>", "unforeseen", "identity_<b>"):
        shown = client.get("/staff/sign-in", params={"problem": written})
        assert (shown.status_code, 'role="alert" hidden' in shown.text) == (200, True)
