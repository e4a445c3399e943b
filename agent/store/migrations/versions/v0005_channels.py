"""Channels: what the far side said, what an alert is about, and test alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("alerts", sa.Column("receipt", TEXT))
    op.add_column("alerts", sa.Column("about", sa.JSON()))
    op.create_table(
        "trials",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("receipt", TEXT),
        sa.Column("problem", TEXT),
        sa.PrimaryKeyConstraint("sequence", name="pk_trials"),
    )
    op.create_index("ix_trials_channel_sequence", "trials", ["channel", "sequence"])
