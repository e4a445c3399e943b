"""Run by Alembic: the caller's connection and transaction, nothing of its own."""

from alembic import context

from agent.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
