"""Staff who are reminded."""

from tests.api.staff.conftest import account, password_hash, staff

__all__ = ["account", "password_hash", "staff"]
