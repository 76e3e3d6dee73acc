"""search examples"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_examples",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("locality", sa.String(length=12), nullable=True),
        sa.Column("expected", sa.JSON(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("catalogue_version", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reported_by", sa.String(length=64), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_by", sa.String(length=64), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_examples")),
    )
    with op.batch_alter_table("search_examples", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_examples_state"), ["state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("search_examples", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_examples_state"))
    op.drop_table("search_examples")
