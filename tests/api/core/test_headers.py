"""Security headers stand on every answer."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.core.headers import HEADERS
from tests.api.talk import Talk

ADDRESSES = ["/healthz", "/v1/policies", "/v1/nothing-here", "/openapi.json", "/metrics"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_security_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_scripts_and_frames_of_other_hosts_are_refused(client: TestClient) -> None:
    policy = client.get("/healthz").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_what_people_said_is_kept_out_of_caches(talk: Talk) -> None:
    assert talk.browser.get(f"{talk.path}/messages", headers=talk.key).headers["cache-control"] == "no-store"


def test_a_refused_look_is_kept_out_of_caches(client: TestClient) -> None:
    assert client.get("/v1/applications/JZ2026112200000000").headers["cache-control"] == "no-store"


def test_policies_may_be_cached(client: TestClient) -> None:
    assert "cache-control" not in client.get("/v1/policies").headers
