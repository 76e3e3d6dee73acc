"""situations and failures of a conversation"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("failed_times", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("about", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("set_aside", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_column("set_aside")
        batch_op.drop_column("about")
        batch_op.drop_column("failed_times")
