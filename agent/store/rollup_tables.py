"""What hours come to. It stays when the looks and due times that it was counted from are dropped."""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Integer, Table

from agent.store.columns import Moment, PlainText
from agent.store.tables import METADATA

rolled_hours = Table(
    "rolled_hours",
    METADATA,
    Column("hour", Moment, primary_key=True),
    Column("final", Boolean, nullable=False),  # some of what it was counted from is dropped: not counted anew
    Column("slots_gone", Boolean, nullable=False),  # its due times are dropped: what counts them adds it
)

hourly_counts = Table(
    "hourly_counts",
    METADATA,
    Column("hour", ForeignKey("rolled_hours.hour", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", PlainText, nullable=False),
    Column("outcome", PlainText, nullable=False),
    Column("verdict", PlainText),
    Column("maintenance", Boolean, nullable=False),
    Column("count", Integer, nullable=False),
)

hourly_latencies = Table(
    "hourly_latencies",
    METADATA,
    Column("hour", ForeignKey("rolled_hours.hour", ondelete="CASCADE"), primary_key=True),
    Column("kind", PlainText, primary_key=True),
    Column("page", PlainText, primary_key=True),
    Column("step", PlainText, primary_key=True),
    Column("loads", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("slowest", Float, nullable=False),
    Column("buckets", JSON, nullable=False),
)
