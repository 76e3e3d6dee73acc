"""The newest migration gives exactly the tables of the models."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi.testclient import TestClient

from api.core.database import engine
from api.models import Base


def test_the_migrations_and_the_models_agree(client: TestClient) -> None:
    with engine().connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
