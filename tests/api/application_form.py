"""An application as the resident's page submits it."""

from __future__ import annotations

import random
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from knowledge.identity import CHECK_CHARACTERS, WEIGHTS

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


def id_number_of(seed: str) -> str:
    """A well-formed number of somebody who was never born, always the same for the same seed."""
    chance = random.Random(seed)
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(20_000))
    digits = f"110105{born:%Y%m%d}{chance.randrange(1000):03d}"
    return digits + CHECK_CHARACTERS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11]


def submit(browser: TestClient, key: str | None = KEY, headers: dict[str, str] | None = None, **changes: Any) -> Response:
    """Submits the form, with the changes, under a key. Another key is another person's, unless the changes say whose."""
    if key not in (None, KEY):
        changes["applicant"] = {"id_number": id_number_of(str(key)), **(changes.get("applicant") or {})}
    sent = {"Idempotency-Key": key} if key is not None else {}
    return browser.post("/v1/applications", json=form(**changes), headers={**sent, **(headers or {})})
