"""Alembic's entry: migrations run against the service's own engine, so that both see the same settings."""

from typing import Any, Literal

from alembic import context

from api.core.database import engine
from api.models import Base
from api.models.base import Moment


def render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Writes our moments as plain SQLAlchemy types: a migration must not change when the models do."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


with engine().connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
