"""what conversations were about, for figures; conversations by the day they began"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BEGUN = "ix_conversations_created_at"


def upgrade() -> None:
    op.create_table(
        "conversation_topics",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_conversation_topics_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_topics")),
        sa.UniqueConstraint("conversation_id", "kind", "subject", name=op.f("uq_conversation_topics_conversation_id")),
    )
    op.create_index("ix_conversation_topics_day", "conversation_topics", ["day", "kind", "subject", "place"])
    op.create_index(BEGUN, "conversations", ["created_at", "locality", "channel", "mode", "id"])


def downgrade() -> None:
    op.drop_index(BEGUN, "conversations")
    op.drop_table("conversation_topics")
