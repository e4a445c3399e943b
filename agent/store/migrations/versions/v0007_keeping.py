"""Keeping: what hours come to."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "rolled_hours",
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("slots_gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("hour", name="pk_rolled_hours"),
    )
    op.create_table(
        "hourly_counts",
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("verdict", TEXT),
        sa.Column("maintenance", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "position", name="pk_hourly_counts"),
        _of_an_hour("hourly_counts"),
    )
    op.create_table(
        "hourly_latencies",
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("page", TEXT, nullable=False),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("loads", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("slowest", sa.Float(), nullable=False),
        sa.Column("buckets", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "kind", "page", "step", name="pk_hourly_latencies"),
        _of_an_hour("hourly_latencies"),
    )


def _of_an_hour(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["hour"], ["rolled_hours.hour"], name=f"fk_{table}_hour", ondelete="CASCADE"
    )
