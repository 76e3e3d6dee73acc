"""A database that cannot be reached is one sentence, which repeats nothing of the address."""

from __future__ import annotations

from pathlib import Path

import pytest

from api import migrate
from api.core.settings import settings
from tests.servers import PostgresServer


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("postgresql+psycopg://service:S3cret@127.0.0.1:9/nobody", "Connection refused"),
        ("postgresql+psycopg://service:S3cret@{server}/nowhere", "does not exist"),
        ("postgresql+psycopg://service:a@S3cret@nowhere.invalid/records", "…"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_look_at(
    postgresql: PostgresServer, data_folder: Path, monkeypatch: pytest.MonkeyPatch, address: str, why: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address.format(server=f"127.0.0.1:{postgresql.port}"))
    settings.cache_clear()
    said = migrate.main() or ""
    assert why in said and "DATABASE_URL" in said
    assert "S3cret" not in said
