"""Bringing the tables to this version: Alembic run inside the process, from the installed package."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from agent.store.database import exclusive
from agent.store.errors import StoreSchemaError


def alembic_config(connection: Connection) -> Config:
    """Made in code: a wheel carries no alembic.ini. `migrations/env.py` takes the connection from it."""
    config = Config()
    config.set_main_option("script_location", "agent.store:migrations")
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, where: str) -> None:
    """One transaction under the writers' lock: a second process waits, then finds nothing left to do.

    Raises `StoreSchemaError` for tables of a newer version, or of another program.
    """
    with exclusive(engine).begin() as connection:
        config = alembic_config(connection)
        script = ScriptDirectory.from_config(config)
        current = MigrationContext.configure(connection).get_current_revision()
        if current == script.get_current_head():
            return
        _refuse_foreign(connection, current, script, where)
        command.upgrade(config, "head")


def _refuse_foreign(connection: Connection, current: str | None, script: ScriptDirectory, where: str) -> None:
    known = {revision.revision for revision in script.walk_revisions()}
    if current is not None and current not in known:
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
