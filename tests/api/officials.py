"""One of the staff at work on applications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

# A form of a page that is open.
INSIDE = {"HX-Request": "true", "Origin": "http://testserver", "Accept": "text/html"}


@dataclass(frozen=True)
class Official:
    """One of the staff, signed in."""

    browser: TestClient
    name: str

    def move(self, number: str, to: str, policy_id: str | None = "dibao", **said: Any) -> Response:
        """Asks for a step."""
        return self.browser.post(f"/v1/staff/applications/{number}/transition", json={"to": to, "policy_id": policy_id, **said})

    def act(self, number: str, verb: str, policy_id: str = "dibao", **said: Any) -> Response:
        """dispatch, take or send-back."""
        return self.browser.post(f"/v1/staff/applications/{number}/{verb}", json={"policy_id": policy_id, **said})

    def look(self, number: str, **asked: Any) -> Response:
        """The case."""
        return self.browser.get(f"/v1/staff/applications/{number}", params=asked)

    def list(self, **filters: Any) -> Response:
        """The list of cases."""
        return self.browser.get("/v1/staff/applications", params=filters)
