"""An application as the resident's page submits it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

ID_NUMBER = "11010519491231002X"
PHONE = "13812345678"
NAME = "李四"
KEY = "key-of-one-submission"

FORM: dict[str, Any] = {
    "policy_ids": ["dibao"],
    "facts": {"household": {"size": 3, "monthly_income": 2000}, "people": []},
    "applicant": {"name": NAME, "id_number": ID_NUMBER, "phone": PHONE},
    "residence": "120104",
    "hukou": "120104",
    "commitment": True,
    "consent": True,
}


def form(applicant: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """The form, filled in as it should be but for what is changed."""
    filled = deepcopy(FORM) | changes
    filled["applicant"] |= applicant or {}
    return filled


def submit(browser: TestClient, key: str | None = KEY, headers: dict[str, str] | None = None, **changes: Any) -> Response:
    """Submits the form, with the changes, under a key."""
    sent = {"Idempotency-Key": key} if key is not None else {}
    return browser.post("/v1/applications", json=form(**changes), headers={**sent, **(headers or {})})
