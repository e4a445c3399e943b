"""Routing: alerts that wait for their hours or a day's digest, and digests, of no incident alone."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text()


def upgrade() -> None:
    with op.batch_alter_table("alerts") as alerts:  # SQLite takes no NOT NULL away: the table is made anew
        alerts.add_column(sa.Column("hours", sa.JSON()))
        alerts.add_column(sa.Column("digest", sa.Date()))
        alerts.add_column(sa.Column("told_in", TEXT))
        alerts.alter_column("incident", existing_type=TEXT, nullable=True)
        alerts.alter_column("transition", existing_type=TEXT, nullable=True)
    op.create_index("ix_alerts_told_in", "alerts", ["told_in"])
