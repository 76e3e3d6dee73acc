"""Alembic's entry: migrations run against the service's own engine, so that both see the same settings."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from api.core.database import engine
from api.models import Base
from api.models.base import Moment


def render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Writes our moments as plain SQLAlchemy types: a migration must not change when the models do."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


# Any number, as long as nothing else on the database uses it.
ADVISORY_LOCK = 4_130_122


def wait_for_other_instances(connection: Connection) -> None:
    """Several instances may start at once on one PostgreSQL: one migrates, the others wait and find it done."""
    if connection.dialect.name == "postgresql":
        # The limits of a request are not those of a migration, which may rewrite a table.
        for setting in ("statement_timeout = 0", "lock_timeout = '60s'", "idle_in_transaction_session_timeout = 0"):
            connection.exec_driver_sql(f"SET LOCAL {setting}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")


with engine().connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render,
    )
    with context.begin_transaction():
        wait_for_other_instances(connection)
        context.run_migrations()
    connection.commit()
