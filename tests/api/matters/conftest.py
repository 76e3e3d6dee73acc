"""The same signed-in staff as the inbox has."""

from __future__ import annotations

from tests.api.staff.conftest import account, audited, password_hash, staff

__all__ = ["account", "audited", "password_hash", "staff"]
