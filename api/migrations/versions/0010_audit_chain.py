"""audit chain"""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEGINNING = "0" * 64
REFUSALS = {
    "sqlite": [
        "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit: rows are only added'); END",
        "CREATE TRIGGER audit_is_not_erased BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit: rows are only added'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'audit: rows are only added'; END $$",
        "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit()",
        "CREATE TRIGGER audit_is_not_erased BEFORE TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit()",
    ],
}
ALLOWANCES = {
    "sqlite": ["DROP TRIGGER audit_is_not_changed", "DROP TRIGGER audit_is_not_erased"],
    "postgresql": ["DROP FUNCTION refuse_change_of_audit() CASCADE"],
}


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("previous_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
    chain_what_is_there(op.get_bind())
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.alter_column("previous_hash", existing_type=sa.String(length=64), nullable=False)
        batch_op.alter_column("hash", existing_type=sa.String(length=64), nullable=False)
    for statement in REFUSALS[op.get_bind().dialect.name]:
        op.execute(statement)


def chain_what_is_there(connection: sa.Connection) -> None:
    """The entries of before are chained as they stand now."""
    audit = sa.table(
        "audit",
        sa.column("id", sa.Integer()),
        sa.column("who", sa.String()),
        sa.column("action", sa.String()),
        sa.column("subject", sa.String()),
        sa.column("request_id", sa.String()),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("previous_hash", sa.String()),
        sa.column("hash", sa.String()),
    )
    change = audit.update().where(audit.c.id == sa.bindparam("this"))
    change = change.values(previous_hash=sa.bindparam("before"), hash=sa.bindparam("digest"))
    last, identifier = BEGINNING, None
    changes = []
    for row in connection.execute(sa.select(audit).order_by(audit.c.id)).all():
        at: datetime = row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)
        moment = at.astimezone(UTC).isoformat(timespec="microseconds")
        said = json.dumps([last, row.who, row.action, row.subject, row.request_id, moment], ensure_ascii=False)
        digest = hashlib.sha256(said.encode()).hexdigest()
        changes.append({"this": row.id, "before": last, "digest": digest})
        last, identifier = digest, row.id
    if changes:
        connection.execute(change, changes)
    head = sa.table("audit_head", sa.column("id"), sa.column("entry_id"), sa.column("hash"))
    connection.execute(head.insert().values(id=1, entry_id=identifier, hash=last))


def downgrade() -> None:
    for statement in ALLOWANCES[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_column("hash")
        batch_op.drop_column("previous_hash")
    op.drop_table("audit_head")
