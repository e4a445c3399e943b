"""Which revisions of the tables there are, and which one a database is at."""

from pathlib import Path

from sqlalchemy import Connection, String, column, inspect, select, table

VERSION_TABLE = "alembic_version"
"""Where Alembic notes the revision."""

REVISIONS = tuple(
    sorted(file.stem[1:5] for file in Path(__file__).with_name("migrations").glob("versions/v*.py"))
)
"""All that this version knows, oldest first; each is in the name of its file."""


def revision_of(connection: Connection) -> str | None:
    """Of the tables of this database; null where nothing of ours is there."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(select(column("version_num", String)).select_from(table(VERSION_TABLE)))
