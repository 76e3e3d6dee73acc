"""`POST /v1/extract` at its edge; what sentences say is tested with the bot."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient


def test_while_nobody_can_understand_a_text_that_is_said(client: TestClient) -> None:
    answer = client.post("/v1/extract", json={"text": "我家三口人"})
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:jiuzhutong:problem:extract_unavailable")


def test_a_text_that_is_too_long_is_refused_kindly(client: TestClient) -> None:
    answer = client.post("/v1/extract", json={"text": "1" * 100_000})
    assert (answer.status_code, "2000" in answer.json()["detail"]) == (413, True)


@pytest.mark.parametrize("body", [{}, {"text": None}, {"text": 3}, {"text": "x" * 200_001}])
def test_what_is_no_text_is_refused(client: TestClient, body: dict[str, object]) -> None:
    assert client.post("/v1/extract", json=body).status_code == 422
