"""Bringing the tables to this version, if they are not."""

from importlib import import_module

from sqlalchemy import Connection, Engine, inspect

from agent.store.database import exclusive
from agent.store.errors import StoreSchemaError
from agent.store.revisions import REVISIONS, revision_of


def migrate(engine: Engine, where: str) -> None:
    """One transaction under the writers' lock: a second process waits, then finds nothing left to do.

    Raises `StoreSchemaError` for tables of a newer version, or of another program.
    """
    with exclusive(engine).begin() as connection:
        current = revision_of(connection)
        if current == REVISIONS[-1]:
            return
        _refuse_foreign(connection, current, where)
        # Alembic takes longer to import than to find out, as nearly always, that there is nothing to do.
        import_module("agent.store.upgrading").upgrade(connection)


def _refuse_foreign(connection: Connection, current: str | None, where: str) -> None:
    if current is not None and current not in REVISIONS:
        raise StoreSchemaError(
            f"the store was written by a newer enrollwatch (its tables are at {current})",
            where,
            "run that version, or restore the back-up made before it",
        )
    if current is None and inspect(connection).get_table_names():
        raise StoreSchemaError(
            "the database holds the tables of another program",
            where,
            "give enrollwatch a database of its own",
        )
