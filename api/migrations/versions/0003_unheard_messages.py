"""unheard messages"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unheard", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index("ix_messages_at", ["at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index("ix_messages_at")
        batch_op.drop_column("unheard")
