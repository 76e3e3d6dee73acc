"""grants"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grants",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("person_encrypted", sa.Text(), nullable=False),
        sa.Column("id_fingerprint", sa.String(length=64), nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("department", sa.String(length=64), nullable=True),
        sa.Column("place", sa.String(length=12), nullable=True),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["applications.number"], name=op.f("fk_grants_number"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sa.UniqueConstraint("number", "policy_id", name=op.f("uq_grants_number")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grants_policy_id"), ["policy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grants_id_fingerprint"), ["id_fingerprint"], unique=False)
        batch_op.create_index(batch_op.f("ix_grants_place"), ["place"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grants_place"))
        batch_op.drop_index(batch_op.f("ix_grants_id_fingerprint"))
        batch_op.drop_index(batch_op.f("ix_grants_policy_id"))
    op.drop_table("grants")
