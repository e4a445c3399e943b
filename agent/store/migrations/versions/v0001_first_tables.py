"""The first tables: looks, incidents, alerts, slots, and what is remembered of accounts.

A migration is history: it names plain types, not those of `agent.store.columns`, which may move on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)
UNRESOLVED = sa.text("state <> 'resolved'")


def upgrade() -> None:
    _looks()
    _incidents()
    _outbox()
    _slots()
    _accounts()


def _looks() -> None:
    op.create_table(
        "looks",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("account", TEXT),
        sa.Column("browser", TEXT),
        sa.Column("browser_version", TEXT),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("ended", MOMENT, nullable=False),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("losses", sa.JSON(), nullable=False),
        sa.Column("blocked", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_looks"),
    )
    op.create_index("ix_looks_account_started", "looks", ["account", "started"])
    op.create_index("ix_looks_kind_started", "looks", ["kind", "started"])
    op.create_table(
        "page_timings",
        sa.Column("look", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("page", TEXT, nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("ttfb", sa.Float()),
        sa.Column("db", sa.Float()),
        sa.ForeignKeyConstraint(["look"], ["looks.id"], name="fk_page_timings_look", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("look", "position", name="pk_page_timings"),
    )
    op.create_index("ix_page_timings_page_started", "page_timings", ["page", "started"])
    op.create_table(
        "sealed_facts",
        sa.Column("look", TEXT, nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["look"], ["looks.id"], name="fk_sealed_facts_look", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("look", name="pk_sealed_facts"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("look", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("page", TEXT, nullable=False),
        sa.Column("taken", MOMENT, nullable=False),
        sa.Column("file", TEXT, nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["look"], ["looks.id"], name="fk_evidence_look"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_look", "evidence", ["look"])


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("account", TEXT),
        sa.Column("severity", TEXT, nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("due", MOMENT),
        sa.Column("impact", TEXT, nullable=False),
        sa.Column("next_step", TEXT, nullable=False),
        sa.Column("desk", TEXT, nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("told", MOMENT, nullable=False),
        sa.Column("resolved", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_account_opened", "incidents", ["account", "opened"])
    op.create_index(
        "uq_incidents_unresolved",
        "incidents",
        ["rule", "subject"],
        unique=True,
        sqlite_where=UNRESOLVED,
        postgresql_where=UNRESOLVED,
    )
    op.create_table(
        "transitions",
        sa.Column("incident", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("transition", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("severity", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_transitions_incident"),
        sa.PrimaryKeyConstraint("incident", "number", name="pk_transitions"),
    )


def _outbox() -> None:
    op.create_table(
        "alerts",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("incident", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("transition", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", MOMENT, nullable=False),
        sa.Column("sent", MOMENT),
        sa.Column("problem", TEXT),
        sa.ForeignKeyConstraint(
            ["incident", "number"],
            ["transitions.incident", "transitions.number"],
            name="fk_alerts_incident_number",
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_alerts"),
        sa.UniqueConstraint("id", name="uq_alerts_id"),
        sa.UniqueConstraint("key", name="uq_alerts_key"),
    )
    op.create_index("ix_alerts_incident_channel", "alerts", ["incident", "channel"])
    op.create_index("ix_alerts_state_next_try", "alerts", ["state", "next_try"])


def _slots() -> None:
    op.create_table(
        "slots",
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("started", MOMENT),
        sa.Column("ended", MOMENT),
        sa.Column("look", TEXT),
        sa.ForeignKeyConstraint(["look"], ["looks.id"], name="fk_slots_look", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("kind", "subject", "due", name="pk_slots"),
    )
    op.create_index("ix_slots_look", "slots", ["look"])
    op.create_index("ix_slots_outcome", "slots", ["outcome"])


def _accounts() -> None:
    op.create_table(
        "refused_secrets",
        sa.Column("account", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cause", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account", "version", name="pk_refused_secrets"),
    )
    op.create_table(
        "used_codes",
        sa.Column("account", TEXT, nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_used_codes"),
    )
    op.create_table(
        "watching",
        sa.Column("account", TEXT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_watching"),
    )
