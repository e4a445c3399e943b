"""Page loads of a time are found, and their percentiles read, by one index alone."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_page_timings_started_page_seconds", "page_timings", ["started", "page", "seconds"], unique=False
    )
