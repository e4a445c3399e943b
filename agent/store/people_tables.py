"""The tables of people, sessions, tokens and failed sign-ins. Of every secret they hold a digest alone."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table

from agent.store.columns import Moment, PlainText
from agent.store.tables import METADATA

people = Table(
    "people",
    METADATA,
    Column("name", PlainText, primary_key=True),
    Column("role", PlainText, nullable=False),
    Column("made", Moment, nullable=False),
    Column("password_set", Moment, nullable=False),
    Column("disabled", Moment),
    Column("password", PlainText, nullable=False),  # argon2id, with its parameters and salt
)

sessions = Table(
    "sessions",
    METADATA,
    Column("digest", PlainText, primary_key=True),
    Column("person", ForeignKey("people.name"), nullable=False),
    Column("began", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    Index(None, "person"),
)

tokens = Table(
    "tokens",
    METADATA,
    Column("id", PlainText, primary_key=True),
    Column("person", ForeignKey("people.name"), nullable=False),
    Column("role", PlainText, nullable=False),
    Column("accounts", JSON(none_as_null=True)),
    Column("note", PlainText, nullable=False),
    Column("made", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("revoked", Moment),
    Column("used", Moment),
    Column("digest", PlainText, nullable=False),
    Index(None, "person"),
)

sign_in_tries = Table(
    "sign_in_tries",
    METADATA,
    Column("subject", PlainText, primary_key=True),  # "address 10.0.0.1", or "name" and a digest of it
    Column("failures", Integer, nullable=False),
    Column("last", Moment, nullable=False),
    Index(None, "last"),
)
