"""Slots carry the verdict of their look, and one index counts them without reading either."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_OF_THEIR_LOOKS = """
UPDATE slots SET verdict = (SELECT looks.verdict FROM looks WHERE looks.id = slots.look)
WHERE look IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("slots", sa.Column("verdict", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.execute(_OF_THEIR_LOOKS)
    op.create_index(
        "ix_slots_kind_outcome_verdict_due", "slots", ["kind", "outcome", "verdict", "due"], unique=False
    )
