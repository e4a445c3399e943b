"""Policy: incidents say how far they were told and who took them, silences, until when the portal is away."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _incidents()
    _silences()
    op.add_column("looks", sa.Column("maintenance_until", MOMENT))
    op.create_index("ix_looks_maintenance_until", "looks", ["maintenance_until"])


def _incidents() -> None:
    for column in (
        sa.Column("anew", MOMENT),
        sa.Column("heard", TEXT),
        sa.Column("heard_stage", sa.Integer()),
        sa.Column("reminders", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("step", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("flapping", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("well_since", MOMENT),
        sa.Column("taken_by", TEXT),
    ):
        op.add_column("incidents", column)
    op.create_index("ix_incidents_resolved", "incidents", ["resolved"])


def _silences() -> None:
    op.create_table(
        "silences",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("rule", TEXT),
        sa.Column("account", TEXT),
        sa.Column("subject", TEXT),
        sa.Column("severity", TEXT),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("ended", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_silences"),
    )
    op.create_index("ix_silences_until", "silences", ["until"])
