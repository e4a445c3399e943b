"""The tables. A column carries the name of the model field it holds (`agent.model`).

Plain: everything but `sealed_facts.blob`, which only Vault can open.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    false,
    text,
)

from agent.model.incident import IncidentState
from agent.store.columns import Moment, PlainText

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

looks = Table(
    "looks",
    METADATA,
    Column("id", PlainText, primary_key=True),
    Column("kind", PlainText, nullable=False),
    Column("account", PlainText),
    Column("browser", PlainText),
    Column("browser_version", PlainText),
    Column("started", Moment, nullable=False),
    Column("ended", Moment, nullable=False),
    Column("verdict", PlainText, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("steps", JSON, nullable=False),  # name and seconds; their pages are rows of page_timings
    Column("losses", JSON, nullable=False),
    Column("blocked", JSON, nullable=False),
    Column("maintenance_until", Moment),  # as its reasons say, for one index to find
    Index(None, "maintenance_until"),
    Index(None, "account", "started"),
    Index(None, "kind", "started"),
)

page_timings = Table(
    "page_timings",
    METADATA,
    Column("look", ForeignKey("looks.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),  # order within the look
    Column("step", Integer, nullable=False),  # index into looks.steps
    Column("started", Moment, nullable=False),  # of the look, so that one index answers "this page since T"
    Column("page", PlainText, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("ttfb", Float),
    Column("db", Float),
    Index(None, "page", "started"),
    Index(None, "started", "page", "seconds"),  # percentiles read this alone
)

sealed_facts = Table(
    "sealed_facts",
    METADATA,
    Column("look", ForeignKey("looks.id", ondelete="CASCADE"), primary_key=True),
    Column("blob", LargeBinary, nullable=False),
)

evidence = Table(
    "evidence",
    METADATA,
    Column("id", PlainText, primary_key=True),
    Column("look", ForeignKey("looks.id"), nullable=False, index=True),
    Column("kind", PlainText, nullable=False),
    Column("page", PlainText, nullable=False),
    Column("taken", Moment, nullable=False),
    Column("file", PlainText, nullable=False),
    Column("bytes", Integer, nullable=False),
)

UNRESOLVED = text(f"state <> '{IncidentState.RESOLVED}'")

incidents = Table(
    "incidents",
    METADATA,
    Column("id", PlainText, primary_key=True),
    Column("state", PlainText, nullable=False),
    Column("rule", PlainText, nullable=False),
    Column("subject", PlainText, nullable=False),
    Column("account", PlainText),
    Column("severity", PlainText, nullable=False),
    Column("stage", Integer, nullable=False),
    Column("title", PlainText, nullable=False),
    Column("since", Moment, nullable=False),
    Column("due", Moment),
    Column("impact", PlainText, nullable=False),
    Column("next_step", PlainText, nullable=False),
    Column("desk", PlainText, nullable=False),
    Column("opened", Moment, nullable=False),
    Column("told", Moment, nullable=False),
    Column("resolved", Moment),
    Column("anew", Moment),
    Column("heard", PlainText),
    Column("heard_stage", Integer),
    Column("reminders", Integer, nullable=False, server_default="0"),
    Column("step", Integer, nullable=False, server_default="0"),
    Column("flapping", Boolean, nullable=False, server_default=false()),
    Column("well_since", Moment),
    Column("taken_by", PlainText),
    Index(
        "uq_incidents_unresolved",
        "rule",
        "subject",
        unique=True,
        sqlite_where=UNRESOLVED,
        postgresql_where=UNRESOLVED,
    ),
    Index(None, "account", "opened"),
    Index(None, "resolved"),
)

transitions = Table(
    "transitions",
    METADATA,
    Column("incident", ForeignKey("incidents.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # within the incident, from 1
    Column("transition", PlainText, nullable=False),
    Column("at", Moment, nullable=False),
    Column("severity", PlainText, nullable=False),
)

silences = Table(
    "silences",
    METADATA,
    Column("id", PlainText, primary_key=True),
    Column("rule", PlainText),
    Column("account", PlainText),
    Column("subject", PlainText),
    Column("severity", PlainText),
    Column("until", Moment, nullable=False),
    Column("why", PlainText, nullable=False),
    Column("who", PlainText, nullable=False),
    Column("made", Moment, nullable=False),
    Column("ended", Moment),  # before its time, by an operator
    Index(None, "until"),
)

alerts = Table(
    "alerts",
    METADATA,
    Column("sequence", Integer, primary_key=True),  # order of writing: a clock may step back, this cannot
    Column("id", PlainText, nullable=False),
    Column("key", PlainText, nullable=False),
    Column("incident", PlainText),  # null: a digest, which is of many
    Column("number", Integer, nullable=False),
    Column("transition", PlainText),
    Column("channel", PlainText, nullable=False),
    Column("title", PlainText, nullable=False),
    Column("text", PlainText, nullable=False),
    Column("state", PlainText, nullable=False),
    Column("created", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try", Moment, nullable=False),
    Column("sent", Moment),
    Column("problem", PlainText),
    Column("hours", JSON),
    Column("digest", Date),
    Column("told_in", PlainText),
    Column("receipt", PlainText),
    Column("about", JSON),
    UniqueConstraint("id"),
    UniqueConstraint("key"),
    ForeignKeyConstraint(["incident", "number"], ["transitions.incident", "transitions.number"]),
    Index(None, "incident", "channel"),
    Index(None, "state", "next_try"),
    Index(None, "told_in"),
)

trials = Table(
    "trials",
    METADATA,
    Column("sequence", Integer, primary_key=True),  # order of writing
    Column("channel", PlainText, nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", PlainText, nullable=False),
    Column("receipt", PlainText),
    Column("problem", PlainText),
    Index(None, "channel", "sequence"),
)

slots = Table(
    "slots",
    METADATA,
    Column("kind", PlainText, primary_key=True),
    Column("subject", PlainText, primary_key=True),
    Column("due", Moment, primary_key=True),
    Column("outcome", PlainText, nullable=False),
    Column("started", Moment),
    Column("ended", Moment),
    Column("look", ForeignKey("looks.id", ondelete="SET NULL")),
    Column("verdict", PlainText, nullable=False, server_default=text("''")),  # of its look, but kept
    Index(None, "due"),
    Index(None, "outcome"),
    Index(None, "look"),
    Index(None, "kind", "outcome", "verdict", "due"),  # counting reads this alone
)

refused_secrets = Table(
    "refused_secrets",
    METADATA,
    Column("account", PlainText, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("cause", PlainText, nullable=False),
    Column("at", Moment, nullable=False),
)

used_codes = Table(
    "used_codes",
    METADATA,
    Column("account", PlainText, primary_key=True),
    Column("window", Integer, nullable=False),  # number of the 30-second window
    Column("at", Moment, nullable=False),
)

watching = Table(
    "watching",
    METADATA,
    Column("account", PlainText, primary_key=True),
    Column("since", Moment, nullable=False),
)

audit = Table(
    "audit",
    METADATA,
    Column("sequence", Integer, primary_key=True),  # order of writing
    Column("at", Moment, nullable=False),
    Column("who", PlainText, nullable=False),
    Column("action", PlainText, nullable=False),
    Column("object", PlainText, nullable=False),
    Column("detail", PlainText, nullable=False),
    Index(None, "object"),
)
"""Only ever added to: triggers of migration 0002 refuse every other change, whoever asks for it."""
