"""Newest slots: a page of them is found by an index, however many there are."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_slots_due", "slots", ["due"])
