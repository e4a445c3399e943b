"""Alembic, run inside the process and from the installed package."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def alembic_config(connection: Connection) -> Config:
    """Made in code: a wheel carries no alembic.ini. `migrations/env.py` takes the connection from it."""
    config = Config()
    config.set_main_option("script_location", "agent.store:migrations")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """All that is missing, in the transaction of this connection."""
    command.upgrade(alembic_config(connection), "head")
