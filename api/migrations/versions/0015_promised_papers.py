"""promised papers, whom an application is for, keyed digests of what was submitted"""

import sqlalchemy as sa
from alembic import op

from api.core.security import fingerprint

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BATCH = 500


def upgrade() -> None:
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.add_column(sa.Column("promised", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("consent_version", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("person_fingerprint", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_applications_person_fingerprint"), ["person_fingerprint"], unique=False)
    _key_digests()


def downgrade() -> None:
    # The digests stay keyed: to an older version a submission repeated across the downgrade is another one.
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_applications_person_fingerprint"))
        batch_op.drop_column("person_fingerprint")
        batch_op.drop_column("consent_version")
        batch_op.drop_column("promised")


def _key_digests() -> None:
    """What was an unkeyed digest becomes the keyed one of that digest, which is what a repeated submission is compared with."""
    applications = sa.table("applications", sa.column("number", sa.String()), sa.column("content_digest", sa.String()))
    connection, last = op.get_bind(), ""
    rows = sa.select(applications.c.number, applications.c.content_digest).order_by(applications.c.number).limit(BATCH)
    while batch := connection.execute(rows.where(applications.c.number > last)).all():
        for number, digest in batch:
            keyed = applications.update().where(applications.c.number == number)
            connection.execute(keyed.values(content_digest=fingerprint(digest)))
        last = batch[-1].number
