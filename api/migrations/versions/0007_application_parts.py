"""parts of applications, and what an event of theirs tells"""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from knowledge.catalogue import load_catalogue
from knowledge.places import place_for

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

EVENT_COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "policy_id": sa.String(length=64),
    "clause": sa.Text(),
    "missing": sa.JSON(),
    "department": sa.String(length=64),
    "place": sa.String(length=12),
}
applications = sa.table(
    "applications",
    sa.column("number", sa.String),
    sa.column("status", sa.String),
    sa.column("policy_ids", sa.JSON),
    sa.column("residence", sa.String),
    sa.column("hukou", sa.String),
    sa.column("next_deadline", sa.Date),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("closed_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    parts = op.create_table(
        "application_parts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=True),
        sa.Column("place", sa.String(length=12), nullable=True),
        sa.Column("other_place", sa.String(length=12), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("dispatch", sa.String(length=12), nullable=False),
        sa.Column("assigned_to", sa.String(length=64), nullable=True),
        sa.Column("clock_from", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("due_total", sa.Date(), nullable=True),
        sa.Column("returned_times", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["number"], ["applications.number"], name=op.f("fk_application_parts_number"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_parts")),
        sa.UniqueConstraint("number", "policy_id", name=op.f("uq_application_parts_number")),
    )
    with op.batch_alter_table("application_parts", schema=None) as batch_op:
        batch_op.create_index("ix_application_parts_status_due", ["status", "due"], unique=False)
        batch_op.create_index("ix_application_parts_department_place", ["department", "place"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_parts_assigned_to"), ["assigned_to"], unique=False)
    with op.batch_alter_table("application_events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("act", sa.String(length=16), nullable=False, server_default="status"))
        for name, kind in EVENT_COLUMNS.items():
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    rows = [part for row in op.get_bind().execute(sa.select(applications)).mappings() for part in _parts_of(dict(row))]
    if rows:
        op.bulk_insert(parts, rows)


def _parts_of(application: dict[str, Any]) -> list[dict[str, Any]]:
    """A part for each policy, with the limit the whole had; a policy that is gone has no department to name."""
    known = load_catalogue().policies
    places = {"hukou": application["hukou"], "residence": application["residence"]}
    return [
        {
            "number": application["number"],
            "policy_id": identifier,
            "department": known[identifier].department if identifier in known else None,
            "place": place_for(known[identifier].place, places, None) if identifier in known else None,
            "status": application["status"],
            "dispatch": "sent",
            "clock_from": _day_in_china(application["created_at"]),
            "due": application["next_deadline"],
            "due_total": application["next_deadline"],
            "returned_times": 0,
            "closed_at": application["closed_at"],
        }
        for identifier in application["policy_ids"]
    ]


def _day_in_china(moment: datetime) -> date:
    """SQLite forgets that its moments are in UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo("Asia/Shanghai")).date()


def downgrade() -> None:
    with op.batch_alter_table("application_events", schema=None) as batch_op:
        for name in (*EVENT_COLUMNS, "act"):
            batch_op.drop_column(name)
    op.drop_table("application_parts")
