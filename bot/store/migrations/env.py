"""Alembic's entry: runs the steps on the connection that `bot.store.migrate` has opened."""

from alembic import context

from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="",
    transaction_per_migration=False,
)
context.run_migrations()
